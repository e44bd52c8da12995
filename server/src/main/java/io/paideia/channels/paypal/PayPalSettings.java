package io.paideia.channels.paypal;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account at PayPal.
 *
 * @param clientId of the application in PayPal's console, with its secret
 * @param merchantId the account that is paid; what names another payee is not believed
 * @param webhookId the console's id of the webhook; it is part of what PayPal signs
 * @param brandName what the buyer reads above the page, null for the account's own name
 * @param certificateHosts who may serve the certificates that notices are signed with
 * @param certificateNames whose certificates they may be
 * @param trustRoot PEM of the only root that may stand behind them, or {@code file:} with a path;
 *     null for the roots that Java trusts
 * @param noticeAge how old a notice may be; PayPal repeats one for three days
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record PayPalSettings(
        String clientId,
        String secret,
        String merchantId,
        String webhookId,
        @DefaultValue("https://api-m.paypal.com") URI gateway,
        @Nullable String brandName,
        @DefaultValue({
                    "api.paypal.com",
                    "api-m.paypal.com",
                    "api.sandbox.paypal.com",
                    "api-m.sandbox.paypal.com"
                })
                List<String> certificateHosts,
        @DefaultValue({
                    "messageverificationcerts.paypal.com",
                    "messageverificationcerts.sandbox.paypal.com"
                })
                List<String> certificateNames,
        @Nullable String trustRoot,
        @DefaultValue("4d") Duration noticeAge,
        @DefaultValue("10s") Duration timeout) {

    /** Without the secret, which must not reach a log. */
    @Override
    public String toString() {
        return "PayPalSettings[clientId=" + clientId + ", gateway=" + gateway + "]";
    }
}
