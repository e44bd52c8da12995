package io.paideia.settlement;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How days are counted.
 *
 * @param zone whose calendar day a sale belongs to
 */
@ConfigurationProperties("paideia.settlement")
record SettlementSettings(@DefaultValue("UTC") ZoneId zone) {}
