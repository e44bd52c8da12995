package io.paideia.channels.paypal;

import io.paideia.channels.Disputes.Dispute;
import io.paideia.channels.Disputes.Stand;
import io.paideia.channels.Disputes.Status;
import io.paideia.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Disputes v1: asks, hands in notes as evidence, accepts the claim. Files are not sent; a person
 * adds them in PayPal's console.
 */
final class PayPalDisputes {

    private static final String BOUNDARY = "paideia-evidence-7d1c";
    private static final int LONGEST_NOTE = 2000;

    private final PayPalSettings settings;
    private final PayPalApi api;
    private final JsonMapper mapper;

    PayPalDisputes(PayPalSettings settings, PayPalApi api, JsonMapper mapper) {
        this.settings = settings;
        this.api = api;
        this.mapper = mapper;
    }

    Stand query(String dispute) {
        return switch (api.get(path(dispute))) {
            case PayPalApi.Answer.NotSent none -> new Stand.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Stand.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> known(dispute, given.body());
            case PayPalApi.Answer.Given given when given.status() == 404 -> new Stand.NotThere();
            case PayPalApi.Answer.Given given -> new Stand.Unknown(given.message());
        };
    }

    Stand submit(String dispute, Map<String, String> evidence) {
        return told(
                dispute,
                api.post(
                        path(dispute) + "/provide-evidence",
                        null,
                        "multipart/form-data; boundary=" + BOUNDARY,
                        multipart(mapper.writeValueAsString(Map.of("evidences", list(evidence))))),
                Status.UNDER_REVIEW);
    }

    Stand accept(String dispute) {
        return told(
                dispute,
                api.post(
                        path(dispute) + "/accept-claim",
                        null,
                        Map.of("note", "The claim is accepted", "accept_claim_type", "REFUND")),
                Status.LOST);
    }

    /** Empty if it names another payee or no amount. */
    static Optional<Dispute> read(JsonNode resource, String merchant) {
        JsonNode transaction = resource.path("disputed_transactions").path(0);
        Optional<Money> amount = PayPalAmounts.read(resource.path("dispute_amount"));
        if (amount.isEmpty() || !seller(resource, merchant).equals(merchant)) {
            return Optional.empty();
        }
        String ours =
                transaction
                        .path("custom")
                        .asString(transaction.path("invoice_number").asString(""));
        return Optional.of(
                new Dispute(
                        resource.path("dispute_id").asString(""),
                        ours.isEmpty() ? null : ours,
                        transaction.path("seller_transaction_id").asString(""),
                        amount.get(),
                        resource.path("reason").asString("OTHER"),
                        status(resource),
                        time(resource.path("seller_response_due_date").asString(""))));
    }

    /** PayPal leaves the seller out at times; then the account that asks is meant. */
    static String seller(JsonNode resource, String merchant) {
        return resource.path("disputed_transactions")
                .path(0)
                .path("seller")
                .path("merchant_id")
                .asString(merchant);
    }

    private static Status status(JsonNode resource) {
        return switch (resource.path("status").asString("")) {
            case "OPEN", "WAITING_FOR_SELLER_RESPONSE" -> Status.NEEDS_RESPONSE;
            case "RESOLVED" ->
                    switch (resource.path("dispute_outcome").path("outcome_code").asString("")) {
                        case "RESOLVED_BUYER_FAVOUR", "ACCEPTED" -> Status.LOST;
                        // With a payout PayPal bears it; the other words leave us the money.
                        case "RESOLVED_SELLER_FAVOUR",
                                "RESOLVED_WITH_PAYOUT",
                                "CANCELED_BY_BUYER",
                                "DENIED" ->
                                Status.WON;
                        default -> Status.UNDER_REVIEW;
                    };
            default -> Status.UNDER_REVIEW;
        };
    }

    /** What a step came to is seen in the dispute; a repeat is refused and yet has its effect. */
    private Stand told(String dispute, PayPalApi.Answer answer, Status wished) {
        return switch (answer) {
            case PayPalApi.Answer.NotSent none -> new Stand.Unknown(none.why());
            case PayPalApi.Answer.NoAnswer none -> new Stand.Unknown(none.why());
            case PayPalApi.Answer.Given given when given.taken() -> query(dispute);
            case PayPalApi.Answer.Given given when given.status() == 404 -> new Stand.NotThere();
            case PayPalApi.Answer.Given given when given.undecided() ->
                    new Stand.Unknown(given.message());
            case PayPalApi.Answer.Given given ->
                    query(dispute) instanceof Stand.Known known
                                    && known.dispute().status() == wished
                            ? known
                            : new Stand.Refused(given.failure());
        };
    }

    private Stand known(String id, JsonNode body) {
        return read(body, settings.merchantId())
                .filter(dispute -> dispute.id().equals(id))
                .<Stand>map(Stand.Known::new)
                .orElseGet(() -> new Stand.Unknown("The answer names another dispute"));
    }

    /** In a fixed order, so that a repeat says the same. */
    private static List<Map<String, String>> list(Map<String, String> evidence) {
        List<Map<String, String>> list = new ArrayList<>();
        new TreeMap<>(evidence)
                .forEach(
                        (name, text) -> {
                            Map<String, String> one = new LinkedHashMap<>();
                            one.put("evidence_type", type(name));
                            String note = name + ": " + text;
                            one.put(
                                    "notes",
                                    note.substring(0, Math.min(LONGEST_NOTE, note.length())));
                            list.add(one);
                        });
        return list;
    }

    private static String type(String name) {
        return switch (name) {
            case "product_description" -> "ITEM_DESCRIPTION";
            case "refund_policy" -> "RETURN_POLICY";
            case "access_activity_log" -> "PROOF_FOR_SOFTWARE_OR_SERVICE_DELIVERED";
            default -> "OTHER";
        };
    }

    /** PayPal wants the evidence as a part named input, beside the files that we do not send. */
    private static byte[] multipart(String json) {
        String text =
                "--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"input\"\r\n"
                        + "Content-Type: application/json\r\n\r\n"
                        + json
                        + "\r\n--"
                        + BOUNDARY
                        + "--\r\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String path(String dispute) {
        return "/v1/customer/disputes/" + PayPalApi.segment(dispute);
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            return null;
        }
    }
}
