package io.paideia.disputes;

import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.payments.PaymentId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/disputes}. */
@RestController
@RequestMapping("/v1/disputes")
final class DisputeEndpoint {

    private static final int LONGEST = 20_000;
    private static final Set<String> FIELDS =
            Set.of(
                    "product_description",
                    "customer_name",
                    "service_date",
                    "access_activity_log",
                    "refund_policy",
                    "uncategorized_text");

    private final DisputeRows rows;
    private final Answering answering;
    private final Creation creation;

    DisputeEndpoint(DisputeRows rows, Answering answering, Creation creation) {
        this.rows = rows;
        this.answering = answering;
        this.creation = creation;
    }

    /** Nothing needs to be said to give in. */
    record AcceptBody() {}

    @GetMapping("/{id}")
    @Needs("refunds:write")
    Dispute.View get(Caller caller, @PathVariable String id) {
        return mine(caller, id).view();
    }

    @GetMapping
    @Needs("refunds:write")
    Page<Dispute.View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String payment,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return rows.list(
                        caller.operator() ? null : caller.platform(),
                        Parameter.optional("payment", payment, PaymentId::parse),
                        status == null ? null : statusOf(status),
                        Page.Request.of(limit, cursor))
                .map(Dispute::view);
    }

    /** Hands in evidence, texts by the names above. */
    @PostMapping("/{id}/evidence")
    @Needs("refunds:write")
    ResponseEntity<String> submit(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody Map<String, @Nullable String> body) {
        Dispute dispute = mine(caller, id);
        Map<String, String> evidence = new TreeMap<>();
        Fields fields = new Fields().check("", !body.isEmpty(), "must have evidence");
        body.forEach(
                (name, text) -> {
                    fields.check("/" + name, FIELDS.contains(name), "is not a kind of evidence")
                            .text("/" + name, text, LONGEST);
                    evidence.put(name, String.valueOf(text));
                });
        fields.done();
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/disputes/" + dispute.id() + "/evidence",
                evidence,
                answer ->
                        Creation.Created.done(answering.submit(answer, dispute, evidence).view()));
    }

    /** Gives in: the money is the buyer's. */
    @PostMapping("/{id}/accept")
    @Needs("refunds:write")
    ResponseEntity<String> accept(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody AcceptBody body) {
        Dispute dispute = mine(caller, id);
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/disputes/" + dispute.id() + "/accept",
                body,
                answer -> Creation.Created.done(answering.accept(answer, dispute).view()));
    }

    private Dispute mine(Caller caller, String id) {
        return rows.find(DisputeId.parse(id))
                .filter(dispute -> caller.sees(dispute.platform()))
                .orElseThrow(() -> Problem.notFound("dispute"));
    }

    private static Dispute.Status statusOf(String word) {
        try {
            return Dispute.Status.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("status", "is not a status of disputes");
        }
    }
}
