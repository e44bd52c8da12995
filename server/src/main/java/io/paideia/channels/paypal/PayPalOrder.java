package io.paideia.channels.paypal;

import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What PayPal's order, authorization and capture say of a charge. An order names our reference
 * (custom_id) and the payee; one that names others is not believed, whoever sent it.
 */
final class PayPalOrder {

    private static final Set<String> TAKEN = Set.of("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED");
    private static final Set<String> HELD =
            Set.of("CREATED", "CAPTURED", "PARTIALLY_CAPTURED", "PENDING");

    private PayPalOrder() {}

    /** Our reference, empty if the order has none. */
    static String reference(JsonNode order) {
        return unit(order).path("custom_id").asString("");
    }

    static String payee(JsonNode order) {
        return unit(order).path("payee").path("merchant_id").asString("");
    }

    static Standing standing(JsonNode order, String reference, String merchant) {
        if (!reference(order).equals(reference)) {
            return new Standing.Unknown("The order names another charge");
        }
        if (!payee(order).equals(merchant)) {
            return new Standing.Unknown("The order names another payee");
        }
        JsonNode payments = unit(order).path("payments");
        Optional<JsonNode> capture =
                best(payments.path("captures"), one -> TAKEN.contains(status(one)));
        if (capture.isPresent()) {
            return captured(capture.get());
        }
        Optional<JsonNode> authorization =
                best(payments.path("authorizations"), one -> HELD.contains(status(one)));
        if (authorization.isPresent()) {
            return authorized(authorization.get());
        }
        return switch (status(order)) {
            case "CREATED", "SAVED", "PAYER_ACTION_REQUIRED" -> new Standing.Waiting();
            case "APPROVED" -> held(unit(order), order.path("id").asString(""));
            case "VOIDED" -> new Standing.Closed();
            default -> new Standing.Unknown("Order status " + status(order));
        };
    }

    static Standing captured(JsonNode capture) {
        String reason = capture.path("status_details").path("reason").asString("");
        return switch (status(capture)) {
            case "COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED" ->
                    PayPalAmounts.read(capture.path("amount"))
                            .<Standing>map(
                                    amount ->
                                            new Standing.Paid(
                                                    amount, capture.path("id").asString("")))
                            .orElseGet(
                                    () -> new Standing.Unknown("Amount " + capture.path("amount")));
            case "DECLINED", "FAILED" ->
                    new Standing.Declined(
                            new Failure("declined", "The capture failed (" + reason + ")", true));
            case "PENDING" -> new Standing.Unknown("The capture is pending (" + reason + ")");
            default -> new Standing.Unknown("Capture status " + status(capture));
        };
    }

    static Standing authorized(JsonNode authorization) {
        return switch (status(authorization)) {
            case "CREATED" -> held(authorization, authorization.path("id").asString(""));
            case "VOIDED", "EXPIRED" -> new Standing.Closed();
            case "DENIED" ->
                    new Standing.Declined(
                            new Failure("declined", "The authorization was denied", true));
            default -> new Standing.Unknown("Authorization status " + status(authorization));
        };
    }

    /** The authorization that can be let go, empty if there is none. */
    static Optional<String> voidable(JsonNode order) {
        return best(unit(order).path("payments").path("authorizations"), one -> false)
                .filter(one -> status(one).equals("CREATED") || status(one).equals("PENDING"))
                .map(one -> one.path("id").asString(""));
    }

    static String status(JsonNode thing) {
        return thing.path("status").asString("");
    }

    static JsonNode unit(JsonNode order) {
        return order.path("purchase_units").path(0);
    }

    private static Standing held(JsonNode holder, String trade) {
        return PayPalAmounts.read(holder.path("amount"))
                .<Standing>map(amount -> new Standing.Authorized(amount, trade))
                .orElseGet(() -> new Standing.Unknown("Amount " + holder.path("amount")));
    }

    /** The one that counts, else the last. */
    private static Optional<JsonNode> best(JsonNode list, Function<JsonNode, Boolean> counts) {
        return list.valueStream().reduce((first, second) -> counts.apply(first) ? first : second);
    }
}
