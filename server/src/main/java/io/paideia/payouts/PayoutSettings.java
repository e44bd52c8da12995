package io.paideia.payouts;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient sending is.
 *
 * @param silence how long a caller may be busy with a channel before somebody else asks the
 *     channel; longer than any channel's time-out
 */
@ConfigurationProperties("paideia.payouts")
record PayoutSettings(@DefaultValue("60s") Duration silence) {}
