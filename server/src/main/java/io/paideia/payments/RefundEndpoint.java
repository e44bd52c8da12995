package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.channels.Failure;
import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/refunds}. */
@RestController
@RequestMapping("/v1/refunds")
final class RefundEndpoint {

    private final Refunding refunding;
    private final Payments payments;
    private final Creation creation;
    private final JdbcClient sql;

    RefundEndpoint(Refunding refunding, Payments payments, Creation creation, JdbcClient sql) {
        this.refunding = refunding;
        this.payments = payments;
        this.creation = creation;
        this.sql = sql;
    }

    /** A refund as it is asked for. */
    record RefundBody(
            @Nullable PaymentId payment, @Nullable Money amount, @Nullable String reason) {}

    /** A refund as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RefundView(
            RefundId id,
            PaymentId payment,
            Refund.Status status,
            Money amount,
            String reason,
            @Nullable Failure failure,
            Instant createdAt,
            @Nullable Instant endedAt) {

        static RefundView of(Refund refund) {
            return new RefundView(
                    refund.id(),
                    refund.payment(),
                    refund.status(),
                    refund.amount(),
                    refund.reason(),
                    refund.failure(),
                    refund.createdAt(),
                    refund.endedAt());
        }
    }

    @PostMapping
    @Needs("refunds:write")
    ResponseEntity<String> refund(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody RefundBody body) {
        Money amount = body.amount();
        new Fields()
                .require("/payment", body.payment())
                .check("/amount", amount == null || amount.isPositive(), "must be positive")
                .text("/reason", body.reason(), 250)
                .done();
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/refunds",
                body,
                id -> {
                    PaymentView payment =
                            payments.find(Objects.requireNonNull(body.payment()))
                                    .filter(found -> caller.sees(found.platform()))
                                    .orElseThrow(() -> Problem.notFound("payment"));
                    Refund refund =
                            refunding.refund(
                                    new RefundId(id),
                                    payment.id(),
                                    amount,
                                    Objects.requireNonNull(body.reason()));
                    return new Creation.Created(
                            "/v1/refunds/" + refund.id(), RefundView.of(refund));
                });
    }

    @GetMapping("/{id}")
    @Needs("refunds:write")
    RefundView get(Caller caller, @PathVariable String id) {
        return sql.sql("SELECT " + RefundRows.COLUMNS + " FROM payments.refund WHERE id = :id")
                .param("id", RefundId.parse(id).value())
                .query((row, number) -> RefundRows.read(row))
                .optional()
                .filter(refund -> visible(caller, refund))
                .map(RefundView::of)
                .orElseThrow(() -> Problem.notFound("refund"));
    }

    /** Newest first, of one payment or of all. */
    @GetMapping
    @Needs("refunds:write")
    Page<RefundView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String payment,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        PaymentId wanted = Parameter.optional("payment", payment, PaymentId::parse);
        if (wanted != null
                && payments.find(wanted).filter(known -> caller.sees(known.platform())).isEmpty()) {
            throw Problem.notFound("payment");
        }
        List<Refund> found =
                sql.sql(
                                "SELECT "
                                        + RefundRows.COLUMNS
                                        + """
                                         FROM payments.refund
                                        WHERE (:payment::uuid IS NULL OR payment_id = :payment)
                                          AND (:platform::uuid IS NULL
                                               OR payment_id IN (SELECT p.id FROM payments.payment p WHERE p.platform = :platform))
                                          AND (:after::uuid IS NULL OR id < :after)
                                        ORDER BY id DESC LIMIT :limit
                                        """)
                        .param("payment", wanted == null ? null : wanted.value())
                        .param("platform", caller.operator() ? null : caller.platform().value())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query((row, number) -> RefundRows.read(row))
                        .list();
        return Page.of(found, page, refund -> refund.id().value()).map(RefundView::of);
    }

    private boolean visible(Caller caller, Refund refund) {
        return payments.find(refund.payment())
                .filter(payment -> caller.sees(payment.platform()))
                .isPresent();
    }
}
