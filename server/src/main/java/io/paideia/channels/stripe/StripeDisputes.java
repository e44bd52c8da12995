package io.paideia.channels.stripe;

import io.paideia.channels.Disputes.Dispute;
import io.paideia.channels.Disputes.Stand;
import io.paideia.channels.Disputes.Status;
import io.paideia.channels.stripe.StripeApi.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers buyers' banks. Source: docs.stripe.com/api/disputes. Thread-safe. */
final class StripeDisputes {

    private static final String PATH = "/v1/disputes/";
    private static final Map<String, String> EXPANDED = Map.of("expand[0]", "payment_intent");

    private final StripeSettings settings;
    private final StripeApi api;

    StripeDisputes(StripeSettings settings, StripeApi api) {
        this.settings = settings;
        this.api = api;
    }

    Stand query(String dispute) {
        return stand(dispute, api.get(path(dispute), EXPANDED));
    }

    Stand submit(String dispute, Map<String, String> evidence) {
        Map<String, String> fields = new LinkedHashMap<>(EXPANDED);
        new TreeMap<>(evidence)
                .forEach((name, text) -> fields.put("evidence[" + field(name) + "]", text));
        fields.put("submit", "true");
        Stand stand =
                stand(dispute, api.postAnew(path(dispute), fields, dispute + "-" + digest(fields)));
        // Handed in before, under a key that is forgotten: it stands as it stands.
        return stand instanceof Stand.Refused
                        && query(dispute) instanceof Stand.Known known
                        && known.dispute().status() != Status.NEEDS_RESPONSE
                ? known
                : stand;
    }

    Stand accept(String dispute) {
        Stand stand =
                stand(
                        dispute,
                        api.postAnew(path(dispute) + "/close", EXPANDED, dispute + "-close"));
        return stand instanceof Stand.Refused
                        && query(dispute) instanceof Stand.Known known
                        && known.dispute().status() == Status.LOST
                ? known
                : stand;
    }

    /** Empty if it cannot be read. */
    static Optional<Dispute> read(JsonNode body) {
        Status status = status(body.path("status").asString(""));
        JsonNode intent = body.path("payment_intent");
        String trade =
                intent.isObject()
                        ? intent.path("id").asString("")
                        : intent.asString(body.path("charge").asString(""));
        String reference = intent.at("/metadata/" + StripeIntent.REFERENCE).asString("");
        if (status == null || trade.isEmpty()) {
            return Optional.empty();
        }
        return StripeAmounts.money(body.path("amount"), body.path("currency"))
                .map(
                        amount ->
                                new Dispute(
                                        body.path("id").asString(""),
                                        reference.isEmpty() ? null : reference,
                                        trade,
                                        amount,
                                        body.path("reason").asString("general"),
                                        status,
                                        dueBy(body.at("/evidence_details/due_by"))));
    }

    private Stand stand(String dispute, Answer answer) {
        return switch (answer) {
            case Answer.Given given
                    when given.body().path("id").asString("").equals(dispute)
                            && new StripeIntent(given.body()).isOfMode(settings.live()) ->
                    read(given.body())
                            .<Stand>map(Stand.Known::new)
                            .orElseGet(() -> new Stand.Unknown("The answer cannot be read"));
            case Answer.Given given -> new Stand.Unknown("The answer names another dispute");
            case Answer.Refused refused when refused.notThere() -> new Stand.NotThere();
            case Answer.Refused refused when refused.status() == 429 ->
                    new Stand.Unknown(StripeFailures.of(refused).message());
            case Answer.Refused refused -> new Stand.Refused(StripeFailures.of(refused));
            case Answer.OtherUse use -> new Stand.Unknown("The key was used otherwise");
            case Answer.NoAnswer none -> new Stand.Unknown(none.why());
            case Answer.NotSent none -> new Stand.Unknown(none.why());
        };
    }

    /** An inquiry, a warning, takes no money unless it becomes a dispute. */
    private static @Nullable Status status(String word) {
        return switch (word) {
            case "needs_response", "warning_needs_response" -> Status.NEEDS_RESPONSE;
            case "under_review", "warning_under_review" -> Status.UNDER_REVIEW;
            case "won", "warning_closed", "prevented" -> Status.WON;
            case "lost" -> Status.LOST;
            default -> null;
        };
    }

    private static @Nullable Instant dueBy(JsonNode seconds) {
        return seconds.isIntegralNumber() ? Instant.ofEpochSecond(seconds.asLong()) : null;
    }

    /** What the field calls a policy is a file at Stripe; the text has another name. */
    private static String field(String name) {
        return name.equals("refund_policy") ? "refund_policy_disclosure" : name;
    }

    private static String digest(Map<String, String> fields) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(fields.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(String dispute) {
        return PATH + StripeApi.segment(dispute);
    }
}
