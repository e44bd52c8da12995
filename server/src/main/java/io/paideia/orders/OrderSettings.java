package io.paideia.orders;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an order stays open.
 *
 * @param expiry from placing to expiring
 * @param sweep how often expired orders are looked for
 */
@ConfigurationProperties("paideia.orders")
record OrderSettings(@DefaultValue("30m") Duration expiry, @DefaultValue("2s") Duration sweep) {}
