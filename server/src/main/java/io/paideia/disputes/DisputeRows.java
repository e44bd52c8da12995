package io.paideia.disputes;

import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import io.paideia.payments.PaymentId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes disputes. There are few of them, so one by one. */
@Component
final class DisputeRows {

    private static final String SELECT =
            """
            SELECT id, channel, name, payment, order_id, platform, person, status, currency, amount, held, reason, due_by,
                   intent, evidence, opened_at, ended_at, reference, answer
              FROM disputes.dispute
            """;

    private static final String INSERT =
            """
            INSERT INTO disputes.dispute (id, channel, name, payment, order_id, platform, person, status, currency, amount,
                                          held, reason, opened_at, reference)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE =
            """
            UPDATE disputes.dispute d
               SET status = u.status, due_by = u.due_by::timestamptz, ended_at = u.ended_at::timestamptz,
                   next_check_at = CASE WHEN u.status = 'needs_response' AND d.intent IS NOT NULL THEN d.next_check_at
                                        ELSE u.next_check_at::timestamptz END,
                   intent = CASE WHEN u.status = 'needs_response' THEN d.intent END
              FROM (VALUES (?::text, ?::text, ?::text, ?::text)) AS u(status, due_by, ended_at, next_check_at)
             WHERE d.id = ?
            """;

    private static final TypeReference<Map<String, String>> EVIDENCE = new TypeReference<>() {};

    private final JdbcClient sql;
    private final JsonMapper mapper;

    DisputeRows(JdbcClient sql, JsonMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    Optional<Dispute> find(DisputeId id) {
        return sql.sql(SELECT + " WHERE id = ?")
                .param(id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** As it stands within this batch. */
    Optional<Dispute> find(Batch batch, String channel, String name) throws SQLException {
        try (PreparedStatement select =
                batch.connection().prepareStatement(SELECT + " WHERE channel = ? AND name = ?")) {
            Arguments.of(select).text(channel).text(name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /** Newest first; null means any platform, payment or status. */
    Page<Dispute> list(
            @Nullable PlatformId platform,
            @Nullable PaymentId payment,
            Dispute.@Nullable Status status,
            Page.Request page) {
        List<Dispute> found =
                sql.sql(
                                SELECT
                                        + """
                                         WHERE (:platform::uuid IS NULL OR platform = :platform)
                                           AND (:payment::uuid IS NULL OR payment = :payment)
                                           AND (:status::text IS NULL OR status = :status)
                                           AND (:after::uuid IS NULL OR id < :after)
                                         ORDER BY id DESC LIMIT :limit
                                        """)
                        .param("platform", platform == null ? null : platform.value())
                        .param("payment", payment == null ? null : payment.value())
                        .param("status", status == null ? null : status.word())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query((row, number) -> read(row))
                        .list();
        return Page.of(found, page, dispute -> dispute.id().value());
    }

    void insert(Batch batch, Dispute dispute) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuid(dispute.id().value())
                    .text(dispute.channel())
                    .text(dispute.name())
                    .uuid(dispute.payment().value())
                    .uuid(dispute.order().value())
                    .uuid(dispute.platform().value())
                    .uuid(dispute.user().value())
                    .text(dispute.status().word())
                    .text(dispute.amount().currency().code())
                    .number(dispute.amount().minor())
                    .number(dispute.held().minor())
                    .text(dispute.reason())
                    .time(dispute.openedAt())
                    .text(dispute.reference());
            insert.executeUpdate();
        }
    }

    /**
     * Writes what the provider decides; an answer of ours that waits for it stays, and is asked
     * about when it was to be asked about.
     *
     * @param nextCheck when to ask again, if no answer of ours waits
     */
    void update(Batch batch, Dispute dispute, @Nullable Instant nextCheck) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .text(dispute.status().word())
                    .text(text(dispute.dueBy()))
                    .text(text(dispute.endedAt()))
                    .text(text(nextCheck))
                    .uuid(dispute.id().value());
            update.executeUpdate();
        }
    }

    /**
     * Records an answer before it is handed in; false if it was recorded before, or the dispute
     * takes none now.
     *
     * @param answer made by the caller
     * @param ask when somebody else asks what became of it, should the caller never tell
     */
    boolean intend(
            DisputeId id,
            UUID answer,
            Dispute.Intent intent,
            Map<String, String> evidence,
            Instant ask) {
        return sql.sql(
                                """
                                UPDATE disputes.dispute
                                   SET intent = :intent, answer = :answer, checks = 0, next_check_at = :ask::timestamptz,
                                       evidence = CASE WHEN :intent = 'evidence' THEN :evidence::jsonb ELSE evidence END
                                 WHERE id = :id AND status = 'needs_response' AND intent IS NULL
                                   AND answer IS DISTINCT FROM :answer
                                """)
                        .param("intent", intent.word())
                        .param("answer", answer)
                        .param("evidence", mapper.writeValueAsString(evidence))
                        .param("ask", ask.toString())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Nobody knows whether this answer arrived: asks then, unless something was told meanwhile. */
    void doubt(DisputeId id, UUID answer, Instant ask) {
        sql.sql(
                        """
                        UPDATE disputes.dispute SET next_check_at = :ask::timestamptz
                         WHERE id = :id AND answer = :answer AND intent IS NOT NULL
                        """)
                .param("ask", ask.toString())
                .param("id", id.value())
                .param("answer", answer)
                .update();
    }

    /** The answer arrived, or surely did not. */
    void settled(DisputeId id) {
        sql.sql("UPDATE disputes.dispute SET intent = NULL WHERE id = ?")
                .param(id.value())
                .update();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private Dispute read(ResultSet row) throws SQLException {
        Currency currency = Currency.of(row.getString(9));
        String intent = row.getString(14);
        return new Dispute(
                new DisputeId(row.getObject(1, UUID.class)),
                row.getString(2),
                row.getString(3),
                row.getString(18),
                new PaymentId(row.getObject(4, UUID.class)),
                new OrderId(row.getObject(5, UUID.class)),
                new PlatformId(row.getObject(6, UUID.class)),
                new UserId(row.getObject(7, UUID.class)),
                Dispute.Status.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                new Money(currency, row.getLong(10)),
                new Money(currency, row.getLong(11)),
                row.getString(12),
                Times.orNull(row, 13),
                intent == null ? null : Dispute.Intent.valueOf(intent.toUpperCase(Locale.ROOT)),
                row.getObject(19, UUID.class),
                mapper.readValue(row.getString(15), EVIDENCE),
                row.getObject(16, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 17));
    }
}
