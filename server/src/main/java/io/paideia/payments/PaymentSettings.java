package io.paideia.payments;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient collecting is.
 *
 * @param silence how long a caller may be busy with a channel before somebody else asks the channel
 * @param grace how long a channel may not know a charge that it never answered for, before it
 *     counts as not received
 */
@ConfigurationProperties("paideia.payments")
record PaymentSettings(
        @DefaultValue("30s") Duration silence, @DefaultValue("60s") Duration grace) {}
