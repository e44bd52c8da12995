package io.paideia.sandbox.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Form;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * PayPal's webhooks. What a merchant needs of the running sandbox, its address, its clock and its
 * scenarios, is there once the routes are made.
 */
final class PayPalChannel implements Channel.Paying {

    static final String NAME = "paypal";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Up to 25 times in three days; the steps in between are not published. */
    private static final List<Duration> RETRY_DELAYS =
            IntStream.range(0, 25)
                    .mapToObj(
                            step ->
                                    step < 5
                                            ? Duration.ofMinutes(1L << step)
                                            : Duration.ofMinutes(214))
                    .toList();

    private final Account account;
    private final Seal seal;
    private final RandomGenerator random;
    private final AtomicReference<@Nullable Surroundings> surroundings = new AtomicReference<>();

    /** What the running sandbox knows. */
    interface Surroundings {

        URI base();

        Optional<URI> webhook();

        /** How far virtual time is ahead; the merchant's clock knows nothing of it. */
        Duration ahead();

        boolean rotated(String reference);
    }

    PayPalChannel(Account account, Seal seal, RandomGenerator random) {
        this.account = account;
        this.seal = seal;
        this.random = random;
    }

    void settle(Surroundings running) {
        surroundings.set(running);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return Book.newId(random);
    }

    @Override
    public String newNoticeId(Instant at) {
        return "WH-" + Book.newId(random) + "-" + Book.newId(random);
    }

    @Override
    public List<Duration> retryDelays() {
        return RETRY_DELAYS;
    }

    /** Consent never takes the money: the merchant captures. */
    @Override
    public boolean takesAtOnce(Trade trade) {
        return false;
    }

    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        return topic.kind() == Topic.Kind.CLOSED ? Optional.empty() : running().webhook();
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        View view =
                new View(
                        () -> running().base(),
                        lie == Lie.SELLER ? Account.OTHER_MERCHANT : account.merchantId(),
                        lie == Lie.AMOUNT ? PayPalChannel::other : amount -> amount);
        Event event = event(trade, topic, view);
        return letter(event, to, noticeId, at, lie, trade.order().reference());
    }

    @Override
    public HttpRequest.Builder notice(Payout payout, URI to, String noticeId, Instant at, Lie lie) {
        String state = Sending.state(payout);
        Event event =
                new Event(
                        "PAYMENT.PAYOUTS-ITEM." + (state.equals("SUCCESS") ? "SUCCEEDED" : state),
                        "payouts_item",
                        "A payout item has come on",
                        Sending.item(
                                payout,
                                lie == Lie.AMOUNT ? other(payout.amount()) : payout.amount()));
        return letter(event, to, noticeId, at, lie, payout.reference());
    }

    /** Any 2xx. */
    @Override
    public boolean acknowledges(int status, String body) {
        return status / 100 == 2;
    }

    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return Optional.ofNullable(trade.order().returnUrl())
                .map(
                        address -> {
                            Map<String, String> fields = new LinkedHashMap<>();
                            fields.put("token", String.valueOf(trade.number()));
                            fields.put("PayerID", Account.BUYER_ID);
                            return URI.create(
                                    address
                                            + (address.getRawQuery() == null ? "?" : "&")
                                            + Form.encode(fields));
                        });
    }

    /** An amount that is not this one. */
    static Amount other(Amount amount) {
        long unit =
                Call.WHOLE.contains(amount.currency()) && !"JPY".equals(amount.currency())
                        ? 100
                        : 1;
        return new Amount(amount.minor() == unit ? 2 * unit : unit, amount.currency());
    }

    private record Event(
            String type, String resourceType, String summary, Map<String, Object> resource) {}

    private static Event event(Trade trade, Topic topic, View view) {
        return switch (topic.kind()) {
            case AUTHORIZED, DECLINED, CLOSED ->
                    new Event(
                            "CHECKOUT.ORDER.APPROVED",
                            "checkout-order",
                            "An order has been approved by buyer",
                            view.order(asApproved(trade)));
            case PAID ->
                    new Event(
                            "PAYMENT.CAPTURE.COMPLETED",
                            "capture",
                            "Payment completed",
                            view.capture(trade));
            case REFUNDED ->
                    new Event(
                            "PAYMENT.CAPTURE.REFUNDED",
                            "refund",
                            "A payment was refunded",
                            view.refund(trade, trade.refund(topic.subject()).orElseThrow()));
            case REFUND_FAILED ->
                    new Event(
                            "PAYMENT.REFUND.FAILED",
                            "refund",
                            "A refund failed",
                            view.refund(trade, trade.refund(topic.subject()).orElseThrow()));
            case DISPUTE_OPENED, DISPUTE_CHANGED, DISPUTE_ENDED ->
                    new Event(
                            topic.kind() == Topic.Kind.DISPUTE_OPENED
                                    ? "CUSTOMER.DISPUTE.CREATED"
                                    : "CUSTOMER.DISPUTE.RESOLVED",
                            "dispute",
                            "A dispute has come on",
                            view.dispute(trade, Objects.requireNonNull(trade.dispute())));
            case PAID_OUT -> throw new IllegalArgumentException("a payout is no trade");
        };
    }

    /** The event is about the consent, even if the money was taken meanwhile. */
    private static Trade asApproved(Trade trade) {
        return new Trade(
                trade.order(),
                Trade.Status.AUTHORIZED,
                trade.number(),
                trade.openedAt(),
                trade.paidAt(),
                null,
                null,
                List.of(),
                null,
                Map.of());
    }

    private HttpRequest.Builder letter(
            Event event, URI to, String noticeId, Instant at, Lie lie, String reference) {
        byte[] body = body(event, noticeId, at);
        Seal.Signer signer = running().rotated(reference) ? Seal.Signer.NEXT : Seal.Signer.CURRENT;
        String id = UUID.nameUUIDFromBytes((noticeId + at).getBytes(UTF_8)).toString();
        String time = View.time(at.minus(running().ahead()));
        String webhook = lie == Lie.APP ? Account.OTHER_WEBHOOK : account.webhookId();
        // A forger can sign, but not with PayPal's key over this text.
        String signed =
                lie == Lie.SIGNATURE || lie == Lie.PROBE
                        ? "forged"
                        : Seal.content(id, time, webhook, body);
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .header("User-Agent", "PayPal/AUHD-214.0-sandbox")
                .header("PAYPAL-AUTH-ALGO", "SHA256withRSA")
                .header("PAYPAL-AUTH-VERSION", "v2")
                .header(
                        "PAYPAL-CERT-URL",
                        running().base()
                                + PayPal.PATH
                                + "/v1/notifications/certs/"
                                + signer.certificate())
                .header("PAYPAL-TRANSMISSION-ID", id)
                .header("PAYPAL-TRANSMISSION-TIME", time)
                .header("PAYPAL-TRANSMISSION-SIG", seal.sign(signer, signed))
                .POST(BodyPublishers.ofByteArray(body));
    }

    private byte[] body(Event event, String noticeId, Instant at) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", noticeId);
        body.put("event_version", "1.0");
        body.put("create_time", at.toString());
        body.put("resource_type", event.resourceType());
        body.put("resource_version", "2.0");
        body.put("event_type", event.type());
        body.put("summary", event.summary());
        body.put("resource", event.resource());
        body.put(
                "links",
                List.of(
                        Map.of(
                                "href",
                                running().base()
                                        + PayPal.PATH
                                        + "/v1/notifications/webhooks-events/"
                                        + noticeId,
                                "rel",
                                "self",
                                "method",
                                "GET")));
        return JSON.writeValueAsBytes(body);
    }

    private Surroundings running() {
        return Objects.requireNonNull(surroundings.get(), "the sandbox is not running yet");
    }
}
