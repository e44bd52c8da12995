package io.paideia.sandbox.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's events and their signatures. Stripe tries for up to three days with growing distances
 * and does not say which; these are ours. Source: docs.stripe.com/webhooks.
 */
final class StripeChannel implements Channel {

    static final String NAME = "stripe";
    static final String VERSION = "2026-07-29.dahlia";

    private static final List<Duration> RETRY_DELAYS =
            List.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(12),
                    Duration.ofHours(12),
                    Duration.ofHours(12),
                    Duration.ofHours(12));

    private final String secret;
    private final RandomGenerator random;
    private volatile @Nullable Engine engine;

    StripeChannel(String secret, RandomGenerator random) {
        this.secret = secret;
        this.random = random;
    }

    /** The channel is there before the engine is. */
    void joins(Engine assembled) {
        engine = assembled;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return Book.newIntent(random);
    }

    @Override
    public String newNoticeId(Instant at) {
        return "evt_1" + Book.letters(23, random);
    }

    @Override
    public List<Duration> retryDelays() {
        return RETRY_DELAYS;
    }

    @Override
    public boolean takesAtOnce(Trade trade) {
        return !trade.order().detail("capture_method").orElse("").equals("manual");
    }

    /** The endpoint as it was when the order was made, or the one there is by now. */
    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        Engine assembled = engine;
        return Optional.ofNullable(trade.order().notifyUrl())
                .or(() -> assembled == null ? Optional.empty() : assembled.webhooks().of(NAME));
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        ObjectNode object = object(trade, topic);
        if (lie == Lie.AMOUNT) {
            for (String name : List.of("amount", "amount_received", "amount_capturable")) {
                if (object.path(name).asLong(0) > 0) {
                    object.put(name, object.path(name).asLong() == 1 ? 2 : 1);
                }
            }
        }
        ObjectNode event = Shapes.object(noticeId, "event");
        if (lie == Lie.SELLER) {
            event.put("account", "acct_1SomebodyElse00");
        }
        event.put("api_version", VERSION);
        event.put("created", at.getEpochSecond());
        event.putObject("data").set("object", object);
        event.put("livemode", lie == Lie.APP);
        event.put("pending_webhooks", 1);
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.put("type", type(trade, topic, object));
        // Stripe indents its events, so nobody may write them anew before verifying.
        String body = event.toPrettyString();
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header("Stripe-Signature", signature(trade, body, at.getEpochSecond(), lie))
                .POST(BodyPublishers.ofString(body));
    }

    @Override
    public boolean acknowledges(int status, String body) {
        return status >= 200 && status < 300;
    }

    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return trade.order()
                .detail("success_url")
                .map(
                        address ->
                                URI.create(
                                        address.replace(Sessions.TEMPLATE, Book.session(trade))));
    }

    private String signature(Trade trade, String body, long time, Lie lie) {
        String signed = time + "." + body;
        String right = hmac(secret, signed);
        String other = hmac("whsec_another", signed);
        return "t="
                + time
                + switch (lie) {
                    case SIGNATURE -> ",v1=" + other + ",v0=" + other;
                    // The scheme of test events alone, which must not count.
                    case PROBE -> ",v0=" + right;
                    default ->
                            (isRotated(trade) ? ",v1=" + other : "")
                                    + ",v1="
                                    + right
                                    + ",v0="
                                    + other;
                };
    }

    /** While a secret is being replaced, both sign. */
    private boolean isRotated(Trade trade) {
        Engine assembled = engine;
        return assembled != null
                && assembled
                        .scenarios()
                        .on(Fault.Kind.ROTATED_CERTIFICATE, NAME, trade.order().reference())
                        .isPresent();
    }

    private static ObjectNode object(Trade trade, Topic topic) {
        return switch (topic.kind()) {
            case REFUNDED, REFUND_FAILED ->
                    Shapes.refund(trade, trade.refund(topic.subject()).orElseThrow());
            case DISPUTE_OPENED, DISPUTE_CHANGED, DISPUTE_ENDED ->
                    Shapes.dispute(trade, Objects.requireNonNull(trade.dispute()), false);
            case CLOSED ->
                    isSession(trade)
                            ? IntentShapes.session(trade, "", false, false)
                            : IntentShapes.intent(trade, false);
            case PAID, AUTHORIZED, DECLINED, PAID_OUT -> IntentShapes.intent(trade, false);
        };
    }

    private static String type(Trade trade, Topic topic, ObjectNode object) {
        return switch (topic.kind()) {
            case PAID -> "payment_intent.succeeded";
            case AUTHORIZED -> "payment_intent.amount_capturable_updated";
            case DECLINED -> "payment_intent.payment_failed";
            case CLOSED ->
                    isSession(trade) ? "checkout.session.expired" : "payment_intent.canceled";
            case REFUNDED -> {
                Refund refund = trade.refund(topic.subject()).orElseThrow();
                yield refund.refundedAt().equals(refund.endedAt())
                        ? "refund.created"
                        : "refund.updated";
            }
            case REFUND_FAILED -> "refund.failed";
            case DISPUTE_OPENED -> "charge.dispute.created";
            case DISPUTE_CHANGED -> "charge.dispute.updated";
            case DISPUTE_ENDED -> "charge.dispute.closed";
            case PAID_OUT -> object.path("object").asString("") + ".updated";
        };
    }

    private static boolean isSession(Trade trade) {
        return trade.order().detail("kind").orElse("").equals("session");
    }

    private static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
