package io.paideia.channels.stripe;

import io.paideia.channels.Failure;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What Stripe's errors mean. Source: docs.stripe.com/error-codes and /declines/codes. A decline
 * that lies in the card itself is the same everywhere; one of this path, or of a bank that says
 * nothing, may be none elsewhere.
 */
final class StripeFailures {

    private static final Set<String> WRONG_CARD =
            Set.of(
                    "incorrect_number",
                    "invalid_number",
                    "incorrect_cvc",
                    "invalid_cvc",
                    "invalid_expiry_month",
                    "invalid_expiry_year",
                    "incorrect_zip",
                    "incorrect_address",
                    "incorrect_pin",
                    "invalid_account");

    /** Whoever holds such a card must not learn why. */
    private static final Set<String> FINAL =
            Set.of(
                    "lost_card",
                    "stolen_card",
                    "pickup_card",
                    "restricted_card",
                    "fraudulent",
                    "merchant_blacklist",
                    "revocation_of_authorization",
                    "revocation_of_all_authorizations",
                    "stop_payment_order",
                    "new_account_information_available");

    private static final Set<String> LIMITS =
            Set.of("card_velocity_exceeded", "withdrawal_count_limit_exceeded");

    private StripeFailures() {}

    /** Of an answer. */
    static Failure of(StripeApi.Answer.Refused refused) {
        return switch (refused.status()) {
            case 429 -> new Failure("channel_busy", message(refused.error()), true);
            // Its message quotes the key in part.
            case 401 ->
                    new Failure(
                            "channel_refused", "Stripe does not take the configured key", false);
            default -> of(refused.error());
        };
    }

    /** Of the error of an answer, or of an intent's last try. */
    static Failure of(JsonNode error) {
        String code = error.path("code").asString("");
        String reason = error.path("decline_code").asString(code);
        if (code.endsWith("authentication_failure") || reason.equals("authentication_required")) {
            return new Failure("authentication_failed", message(error), false);
        }
        if (!error.path("type").asString("").equals("card_error")) {
            return new Failure("channel_refused", message(error), false);
        }
        if (reason.equals("insufficient_funds") || reason.equals("expired_card")) {
            return new Failure(reason, message(error), false);
        }
        if (WRONG_CARD.contains(reason)) {
            return new Failure("card_invalid", message(error), false);
        }
        if (LIMITS.contains(reason)) {
            return new Failure("limit_exceeded", message(error), false);
        }
        return new Failure("declined", message(error), !FINAL.contains(reason));
    }

    private static String message(JsonNode error) {
        String decline = error.path("decline_code").asString("");
        return error.path("message").asString("Stripe refused")
                + " ("
                + error.path("code").asString(error.path("type").asString(""))
                + (decline.isEmpty() ? "" : " " + decline)
                + ")";
    }
}
