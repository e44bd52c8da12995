package io.paideia.channels.paypal;

import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.money.Money;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Refunds of captures. The refund's reference is the request id and the custom_id, by which it is
 * found again in the order when PayPal's own name of it was lost.
 */
final class PayPalRefunds {

    /** An earlier call of ours may be the reason. */
    private static final Set<String> PERHAPS_OURS =
            Set.of(
                    "CAPTURE_FULLY_REFUNDED",
                    "REFUND_AMOUNT_EXCEEDED",
                    "DUPLICATE_INVOICE_ID",
                    "MAX_NUMBER_OF_REFUNDS_EXCEEDED");

    private final PayPalApi api;

    PayPalRefunds(PayPalApi api) {
        this.api = api;
    }

    Refunding refund(Return refund) {
        if (!PayPalAmounts.fits(refund.amount())) {
            return new Refunding.Refused(
                    new Failure(
                            "amount_not_supported",
                            "PayPal cannot refund " + refund.amount(),
                            false));
        }
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("amount", PayPalAmounts.member(refund.amount()));
        wish.put("custom_id", refund.reference());
        wish.put("invoice_id", refund.reference());
        if (!refund.reason().isBlank()) {
            wish.put(
                    "note_to_payer",
                    refund.reason().substring(0, Math.min(250, refund.reason().length())));
        }
        String path = "/v2/payments/captures/" + PayPalApi.segment(refund.trade()) + "/refund";
        return switch (api.post(path, refund.reference(), wish)) {
            case PayPalApi.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> asked(refund, given.body());
            case PayPalApi.Answer.Given given when given.undecided() ->
                    new Refunding.Unknown(given.message());
            case PayPalApi.Answer.Given given when PERHAPS_OURS.contains(given.issue()) -> {
                Refunding earlier = query(refund);
                yield earlier instanceof Refunding.NotThere
                        ? new Refunding.Refused(given.failure())
                        : earlier;
            }
            case PayPalApi.Answer.Given given -> new Refunding.Refused(given.failure());
        };
    }

    Refunding query(Return refund) {
        String handle = refund.handle();
        if (handle == null) {
            return search(refund);
        }
        return switch (api.get("/v2/payments/refunds/" + PayPalApi.segment(handle))) {
            case PayPalApi.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> asked(refund, given.body());
            case PayPalApi.Answer.Given given when given.status() == 404 ->
                    new Refunding.NotThere();
            case PayPalApi.Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }

    /** What PayPal's refund says, whoever asked for it. */
    static Refunding refunding(JsonNode refund) {
        String id = refund.path("id").asString("");
        return switch (PayPalOrder.status(refund)) {
            case "COMPLETED" -> new Refunding.Done(id);
            case "PENDING" -> new Refunding.Accepted(id);
            case "FAILED", "CANCELLED" ->
                    new Refunding.Refused(
                            new Failure(
                                    "refund_failed",
                                    "The refund "
                                            + id
                                            + " failed ("
                                            + refund.path("status_details")
                                                    .path("reason")
                                                    .asString("no reason given")
                                            + ")",
                                    true));
            default -> new Refunding.Unknown("Refund status " + PayPalOrder.status(refund));
        };
    }

    /** The answer to our question: it names our refund and its amount, or it is none. */
    private static Refunding asked(Return refund, JsonNode body) {
        if (!body.path("custom_id").asString("").equals(refund.reference())) {
            return new Refunding.Unknown("The answer names another refund");
        }
        return isAmount(refund.amount(), body)
                ? refunding(body)
                : new Refunding.Unknown("The answer names the amount " + body.path("amount"));
    }

    private static boolean isAmount(Money amount, JsonNode body) {
        return PayPalAmounts.read(body.path("amount")).filter(amount::equals).isPresent();
    }

    /** Looks through the refunds of the order. */
    private Refunding search(Return refund) {
        String order = refund.charge().handle();
        if (order == null) {
            return viaCapture(refund);
        }
        return switch (api.get(PayPalOrders.order(order))) {
            case PayPalApi.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() ->
                    PayPalOrder.unit(given.body())
                            .path("payments")
                            .path("refunds")
                            .valueStream()
                            .filter(
                                    one ->
                                            one.path("custom_id")
                                                    .asString("")
                                                    .equals(refund.reference()))
                            .findFirst()
                            .map(one -> asked(refund, one))
                            .orElseGet(Refunding.NotThere::new);
            case PayPalApi.Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }

    /** The order's name was lost at the start; the capture knows it. */
    private Refunding viaCapture(Return refund) {
        return switch (api.get("/v2/payments/captures/" + PayPalApi.segment(refund.trade()))) {
            case PayPalApi.Answer.NotSent none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> {
                String order =
                        given.body()
                                .path("supplementary_data")
                                .path("related_ids")
                                .path("order_id")
                                .asString("");
                yield order.isEmpty()
                        ? new Refunding.Unknown("The capture names no order")
                        : search(
                                new Return(
                                        refund.charge().known(order),
                                        refund.trade(),
                                        refund.reference(),
                                        refund.paid(),
                                        refund.amount(),
                                        refund.reason(),
                                        null,
                                        refund.startedAt()));
            }
            case PayPalApi.Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }
}
