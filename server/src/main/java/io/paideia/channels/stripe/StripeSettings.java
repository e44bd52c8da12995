package io.paideia.channels.stripe;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An account at Stripe.
 *
 * @param apiKey the secret key, {@code sk_…}, or a restricted one, {@code rk_…}
 * @param publishableKey what apps and scripts may know, {@code pk_…}
 * @param webhookSecrets of the endpoint that reports to us, {@code whsec_…}; two while one is being
 *     replaced
 * @param tolerance how old a notice may be
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record StripeSettings(
        String apiKey,
        String publishableKey,
        List<String> webhookSecrets,
        @DefaultValue("https://api.stripe.com") URI base,
        @DefaultValue("300s") Duration tolerance,
        @DefaultValue("20s") Duration timeout) {

    StripeSettings {
        webhookSecrets = webhookSecrets == null ? List.of() : List.copyOf(webhookSecrets);
        if (apiKey == null || apiKey.isBlank() || publishableKey == null) {
            throw new IllegalStateException("Stripe needs an api-key and a publishable-key");
        }
        if (webhookSecrets.isEmpty() || webhookSecrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalStateException("Stripe needs webhook-secrets, none of them blank");
        }
    }

    /** Whether real money moves. What comes from the other mode is not for us. */
    boolean live() {
        return apiKey.contains("_live_");
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "StripeSettings[base=" + base + ", live=" + live() + "]";
    }
}
