package io.paideia.channels.paypal;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Orders v2: creates, asks and closes. The buyer's consent moves no money by itself, so that an
 * approved order counts as authorized, and a charge that is paid at once is captured right after.
 * One that is captured later gets a real hold (an authorization) as soon as we see that the buyer
 * agreed, because consent alone lapses within hours.
 */
final class PayPalOrders {

    private static final String ORDERS = "/v2/checkout/orders";

    /** PayPal keeps request ids for six hours; later a repeat would make another order. */
    private static final Duration REPEATABLE = Duration.ofHours(5);

    /** An order that nobody agreed to is gone by then. */
    private static final Duration LIFE = Duration.ofHours(6);

    /** These say that it was done before. */
    static final Set<String> DONE_BEFORE =
            Set.of(
                    "ORDER_ALREADY_CAPTURED",
                    "ORDER_ALREADY_AUTHORIZED",
                    "ORDER_COMPLETION_IN_PROGRESS",
                    "ORDER_COMPLETED_OR_VOIDED",
                    "AUTHORIZATION_ALREADY_CAPTURED",
                    "MAX_CAPTURE_COUNT_EXCEEDED",
                    "DUPLICATE_INVOICE_ID");

    private final PayPalSettings settings;
    private final PayPalApi api;
    private final Clock clock;

    PayPalOrders(PayPalSettings settings, PayPalApi api, Clock clock) {
        this.settings = settings;
        this.api = api;
        this.clock = clock;
    }

    Started start(Charge charge) {
        if (!PayPalAmounts.fits(charge.amount())) {
            return new Started.Refused(
                    new Failure(
                            "amount_not_supported",
                            "PayPal does not take " + charge.amount(),
                            true));
        }
        return switch (create(charge)) {
            case PayPalApi.Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case PayPalApi.Answer.NoAnswer none -> new Started.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> started(charge, given.body());
            case PayPalApi.Answer.Given given
                    when given.status() == 409 || DONE_BEFORE.contains(given.issue()) ->
                    new Started.Unknown(given.message());
            case PayPalApi.Answer.Given given -> new Started.Refused(given.failure());
        };
    }

    Standing query(Charge charge) {
        if (isForgotten(charge)) {
            return new Standing.Closed();
        }
        return switch (look(charge)) {
            case PayPalApi.Answer.NotSent none -> new Standing.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> standing(charge, given.body());
            case PayPalApi.Answer.Given given when given.status() == 404 -> gone(charge);
            case PayPalApi.Answer.Given given
                    when given.undecided() || DONE_BEFORE.contains(given.issue()) ->
                    new Standing.Unknown(given.message());
            // The creation, repeated, is refused: so it is not there.
            case PayPalApi.Answer.Given given when charge.handle() == null ->
                    new Standing.NotThere();
            case PayPalApi.Answer.Given given -> new Standing.Unknown(given.message());
        };
    }

    Closing close(Charge charge) {
        if (isForgotten(charge)) {
            return new Closing.Done();
        }
        return switch (look(charge)) {
            case PayPalApi.Answer.NotSent none -> new Closing.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> close(charge, given.body());
            case PayPalApi.Answer.Given given when given.status() == 404 ->
                    gone(charge) instanceof Standing.Closed
                            ? new Closing.Done()
                            : new Closing.NotThere();
            case PayPalApi.Answer.Given given
                    when given.undecided() || DONE_BEFORE.contains(given.issue()) ->
                    new Closing.Unknown(given.message());
            case PayPalApi.Answer.Given given when charge.handle() == null ->
                    new Closing.NotThere();
            case PayPalApi.Answer.Given given -> new Closing.Unknown(given.message());
        };
    }

    private Started started(Charge charge, JsonNode order) {
        String handle = order.path("id").asString("");
        Standing standing = PayPalOrder.standing(order, charge.reference(), settings.merchantId());
        return switch (standing) {
            case Standing.Waiting waiting when !handle.isEmpty() ->
                    link(order)
                            .<Started>map(
                                    link ->
                                            new Started.Waiting(
                                                    NextAction.redirect(link, charge.expiresAt()),
                                                    handle))
                            .orElseGet(() -> new Started.Unknown("No link for the buyer", handle));
            // A repeat finds an order that the buyer has agreed to meanwhile.
            case Standing.Paid paid -> new Started.AtOnce(paid, handle);
            case Standing.Authorized held -> new Started.Unknown("Agreed meanwhile", handle);
            default ->
                    handle.isEmpty() || !reference(charge, order)
                            ? new Started.Unknown("PayPal's answer says " + standing)
                            : new Started.Unknown("PayPal's answer says " + standing, handle);
        };
    }

    private static boolean reference(Charge charge, JsonNode order) {
        return PayPalOrder.reference(order).equals(charge.reference());
    }

    /** Where the buyer agrees; it has one name with a payment source and another without. */
    private static Optional<String> link(JsonNode order) {
        return order.path("links")
                .valueStream()
                .filter(
                        link ->
                                Set.of("payer-action", "approve")
                                        .contains(link.path("rel").asString("")))
                .map(link -> link.path("href").asString(""))
                .filter(href -> !href.isEmpty())
                .findFirst();
    }

    /** What the order says, with a hold where one is due. */
    Standing standing(Charge charge, JsonNode order) {
        Standing standing = PayPalOrder.standing(order, charge.reference(), settings.merchantId());
        return standing instanceof Standing.Authorized held
                        && charge.taking() == Charge.Taking.ON_CAPTURE
                        && held.trade().equals(order.path("id").asString(""))
                ? hold(charge, held.trade())
                : standing;
    }

    /** Turns the buyer's consent into a hold; repeating is harmless. */
    private Standing hold(Charge charge, String order) {
        return switch (api.post(
                order(order) + "/authorize", charge.reference() + "-authorize", Map.of())) {
            case PayPalApi.Answer.NotSent none -> new Standing.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> {
                Standing now =
                        PayPalOrder.standing(
                                given.body(), charge.reference(), settings.merchantId());
                yield now instanceof Standing.Authorized held && held.trade().equals(order)
                        ? new Standing.Unknown("The hold is not placed yet")
                        : now;
            }
            case PayPalApi.Answer.Given given
                    when given.undecided() || DONE_BEFORE.contains(given.issue()) ->
                    new Standing.Unknown(given.message());
            case PayPalApi.Answer.Given given -> new Standing.Declined(given.failure());
        };
    }

    /**
     * PayPal voids a hold, but it has no call that ends an order: the buyer may still agree. That
     * alone moves no money, yet a capture of ours may be under way, so the charge is worth watching
     * until the order has lapsed.
     */
    private Closing close(Charge charge, JsonNode order) {
        Standing standing = PayPalOrder.standing(order, charge.reference(), settings.merchantId());
        return switch (standing) {
            case Standing.Paid paid -> new Closing.AlreadyPaid();
            case Standing.Closed closed -> new Closing.Done();
            case Standing.Declined declined when PayPalOrder.status(order).equals("COMPLETED") ->
                    new Closing.Done();
            case Standing.Unknown unknown when PayPalOrder.voidable(order).isEmpty() ->
                    new Closing.Unknown(unknown.why());
            default ->
                    reference(charge, order)
                            ? PayPalOrder.voidable(order)
                                    .map(this::release)
                                    .orElseGet(Closing.NotThere::new)
                            : new Closing.Unknown("The order names another charge");
        };
    }

    private Closing release(String authorization) {
        return switch (api.post(
                "/v2/payments/authorizations/" + PayPalApi.segment(authorization) + "/void",
                authorization + "-void",
                Map.of())) {
            case PayPalApi.Answer.NotSent none -> new Closing.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Closing.Unknown(none.why());
            case PayPalApi.Answer.Given given
                    when given.taken() || given.issue().equals("PREVIOUSLY_VOIDED") ->
                    new Closing.Done();
            case PayPalApi.Answer.Given given when given.issue().equals("PREVIOUSLY_CAPTURED") ->
                    new Closing.AlreadyPaid();
            case PayPalApi.Answer.Given given -> new Closing.Unknown(given.message());
        };
    }

    /** Its address was never handed out, and by now nobody can find it any more. */
    private boolean isForgotten(Charge charge) {
        return charge.handle() == null
                && clock.instant().isAfter(charge.startedAt().plus(REPEATABLE));
    }

    /** PayPal forgets orders that nobody agreed to. */
    private Standing gone(Charge charge) {
        return clock.instant().isAfter(charge.startedAt().plus(LIFE))
                ? new Standing.Closed()
                : new Standing.NotThere();
    }

    /** The order by its name, or by repeating its creation under the same request id. */
    private PayPalApi.Answer look(Charge charge) {
        String handle = charge.handle();
        return handle == null ? create(charge) : api.get(order(handle));
    }

    static String order(String id) {
        return ORDERS + "/" + PayPalApi.segment(id);
    }

    private PayPalApi.Answer create(Charge charge) {
        return api.post(ORDERS, charge.reference(), PayPalWish.of(settings, charge));
    }
}
