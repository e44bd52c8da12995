package io.paideia.channels.stripe;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads Stripe's events. Each carries the object as it stood when the event was made, so that what
 * it says follows from the object and not from the event's name. Source:
 * docs.stripe.com/api/events.
 */
final class StripeNotices {

    private static final Pattern SECRET = Pattern.compile("(\"client_secret\"\\s*:\\s*)\"[^\"]*\"");

    private final StripeSettings settings;
    private final JsonMapper mapper;
    private final StripeWebhook webhook;

    StripeNotices(StripeSettings settings, JsonMapper mapper, Clock clock) {
        this.settings = settings;
        this.mapper = mapper;
        this.webhook = new StripeWebhook(settings.webhookSecrets(), settings.tolerance(), clock);
    }

    /**
     * Without the client secret of an intent, by which whoever reads it could go on paying or see
     * the buyer's data. What is signed is the body as it came, so that what is kept does not
     * verify.
     */
    static RawNotice kept(RawNotice notice) {
        String body = SECRET.matcher(notice.body()).replaceAll("$1\"removed\"");
        return new RawNotice(
                notice.channel(), notice.headers(), body, notice.waited(), notice.proved());
    }

    NoticeReading read(RawNotice notice) {
        String header = notice.headers().getOrDefault("stripe-signature", "");
        if (!notice.proved() && !webhook.verifies(header, notice.body(), notice.waited())) {
            return new NoticeReading.Refused("signature", null);
        }
        JsonNode event;
        try {
            event = mapper.readTree(notice.body());
        } catch (JacksonException e) {
            return new NoticeReading.Refused("not JSON", null);
        }
        JsonNode object = event.at("/data/object");
        // Events of a connected account bear its name; ours bear none.
        if (!event.path("account").asString("").isEmpty()) {
            return new NoticeReading.Refused("account", named(object));
        }
        if (!new StripeIntent(event).isOfMode(settings.live())) {
            return new NoticeReading.Refused("mode", named(object));
        }
        return switch (object.path("object").asString("")) {
            case "payment_intent", "checkout.session" -> charged(new StripeIntent(object));
            case "refund" -> refunded(object);
            case "dispute" -> disputed(object);
            default -> new NoticeReading.Irrelevant("an event " + event.path("type").asString(""));
        };
    }

    private static NoticeReading charged(StripeIntent intent) {
        String reference = intent.reference();
        if (reference.isEmpty()) {
            return new NoticeReading.Irrelevant("a charge of somebody else");
        }
        // The intent inside of a completed session tells by itself.
        if (intent.isSession() && !intent.status().equals("expired")) {
            return new NoticeReading.Irrelevant("a session that is " + intent.status());
        }
        return switch (intent.standing()) {
            case Standing.Waiting waiting ->
                    new NoticeReading.Irrelevant("an intent that " + intent.status());
            case Standing.Unknown unknown -> new NoticeReading.Refused("status", reference);
            default -> new NoticeReading.Genuine(reference, intent.standing());
        };
    }

    private static NoticeReading refunded(JsonNode refund) {
        String reference = StripeRefunds.reference(refund);
        return reference.isEmpty()
                ? new NoticeReading.Irrelevant("a refund of somebody else")
                : new NoticeReading.Genuine(
                        new Told.Refunded(
                                reference,
                                StripeRefunds.standing(refund),
                                StripeAmounts.money(refund.path("amount"), refund.path("currency"))
                                        .orElse(null)));
    }

    private static NoticeReading disputed(JsonNode dispute) {
        return StripeDisputes.read(dispute)
                .<NoticeReading>map(read -> new NoticeReading.Genuine(new Told.Disputed(read)))
                .orElseGet(() -> new NoticeReading.Irrelevant("a dispute that cannot be read"));
    }

    private static @Nullable String named(JsonNode object) {
        String reference = StripeRefunds.reference(object);
        return reference.isEmpty() ? null : reference;
    }
}
