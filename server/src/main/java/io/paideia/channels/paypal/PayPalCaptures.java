package io.paideia.channels.paypal;

import io.paideia.channels.Captures.Capturing;
import io.paideia.channels.Charge;
import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import io.paideia.money.Money;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Takes the money: of an order with the intent CAPTURE all of it, of an authorization all or a
 * part. Each charge has one request id for this, so that a repeat finds the same capture.
 */
final class PayPalCaptures {

    private final PayPalApi api;
    private final PayPalOrders orders;

    PayPalCaptures(PayPalApi api, PayPalOrders orders) {
        this.api = api;
        this.orders = orders;
    }

    Capturing capture(Charge charge, String trade, Money amount) {
        String requestId = charge.reference() + "-capture";
        if (charge.taking() == Charge.Taking.AT_ONCE) {
            // PayPal captures the whole order or nothing.
            return amount.equals(charge.amount())
                    ? captured(
                            charge,
                            api.post(PayPalOrders.order(trade) + "/capture", requestId, Map.of()),
                            body -> orders.standing(charge, body))
                    : refused("The order holds " + amount + ", not " + charge.amount());
        }
        if (!PayPalAmounts.fits(amount)) {
            return refused("PayPal cannot capture " + amount);
        }
        Map<String, Object> wish =
                Map.of("amount", PayPalAmounts.member(amount), "final_capture", true);
        return captured(
                charge,
                api.post(
                        "/v2/payments/authorizations/" + PayPalApi.segment(trade) + "/capture",
                        requestId,
                        wish),
                body ->
                        body.path("custom_id")
                                        .asString(charge.reference())
                                        .equals(charge.reference())
                                ? PayPalOrder.captured(body)
                                : new Standing.Unknown("The capture names another charge"));
    }

    private interface Reading {
        Standing standing(JsonNode body);
    }

    private Capturing captured(Charge charge, PayPalApi.Answer answer, Reading reading) {
        return switch (answer) {
            case PayPalApi.Answer.NotSent none -> new Capturing.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Capturing.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() ->
                    capturing(reading.standing(given.body()));
            case PayPalApi.Answer.Given given
                    when PayPalOrders.DONE_BEFORE.contains(given.issue()) ->
                    capturing(orders.query(charge));
            case PayPalApi.Answer.Given given when given.undecided() ->
                    new Capturing.Unknown(given.message());
            case PayPalApi.Answer.Given given -> new Capturing.Refused(given.failure());
        };
    }

    private static Capturing capturing(Standing standing) {
        return switch (standing) {
            case Standing.Paid paid -> new Capturing.Done(paid);
            case Standing.Declined declined -> new Capturing.Refused(declined.failure());
            default -> new Capturing.Unknown("After the capture: " + standing);
        };
    }

    private static Capturing refused(String why) {
        return new Capturing.Refused(new Failure("amount_not_supported", why, false));
    }
}
