package io.paideia.payouts;

import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import io.paideia.lane.Batch;
import io.paideia.money.Money;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes payouts. Thread-safe. */
@Component
final class PayoutRows {

    private static final String SELECT =
            """
            SELECT id, party, platform, status, currency, amount, channel, payee, payee_name, details::text,
                   failure_code, failure_message, retryable, handle, next_action::text, taken, created_at, sent_at, ended_at
              FROM payouts.payout
            """;

    private static final String INSERT =
            """
            INSERT INTO payouts.payout (id, party, platform, status, currency, amount, channel, payee, payee_name, details,
                                        created_at, next_check_at, claimed_until)
            SELECT u.id, u.party, u.platform, 'pending', u.currency, u.amount, u.channel, u.payee, u.payee_name,
                   u.details::jsonb, u.created_at, u.next_check_at, u.next_check_at
              FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                          ?::timestamptz[], ?::timestamptz[])
                   AS u(id, party, platform, currency, amount, channel, payee, payee_name, details, created_at, next_check_at)
            """;

    private static final String UPDATE =
            """
            UPDATE payouts.payout p
               SET status = u.status, failure_code = u.failure_code, failure_message = u.failure_message,
                   retryable = u.retryable, handle = u.handle, sent_at = u.sent_at, ended_at = u.ended_at,
                   next_check_at = NULL
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::timestamptz[],
                          ?::timestamptz[])
                   AS u(id, status, failure_code, failure_message, retryable, handle, sent_at, ended_at)
             WHERE p.id = u.id
            """;

    private static final String TAKEN =
            """
            UPDATE payouts.payout
               SET taken = true, handle = coalesce(:handle, handle), next_action = coalesce(:action::jsonb, next_action)
             WHERE id = :id AND status = 'pending'
            """;

    private static final String CLAIM =
            """
            UPDATE payouts.payout SET claimed_until = now() + make_interval(secs => :seconds)
             WHERE id = :id AND status = 'pending' AND (claimed_until IS NULL OR claimed_until < now())
            RETURNING claimed_until
            """;

    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final JdbcClient sql;
    private final JsonMapper mapper;

    PayoutRows(JdbcClient sql, JsonMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    Optional<Payout> find(PayoutId id) {
        return sql.sql(SELECT + " WHERE id = ?")
                .param(id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** As they stand within this batch. */
    Map<PayoutId, Payout> find(Batch batch, Collection<PayoutId> ids) throws SQLException {
        Map<PayoutId, Payout> found = new LinkedHashMap<>();
        try (PreparedStatement select =
                batch.connection().prepareStatement(SELECT + " WHERE id = ANY (?::uuid[])")) {
            Arguments.of(select).uuids(ids, PayoutId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Payout payout = read(row);
                    found.put(payout.id(), payout);
                }
            }
        }
        return found;
    }

    /** Newest first; null means any party or status. */
    Page<Payout> list(@Nullable Party party, Payout.@Nullable Status status, Page.Request page) {
        List<Payout> found =
                sql.sql(
                                SELECT
                                        + """
                                         WHERE (:party::text IS NULL OR party = :party)
                                           AND (:status::text IS NULL OR status = :status)
                                           AND (:after::uuid IS NULL OR id < :after)
                                         ORDER BY id DESC LIMIT :limit
                                        """)
                        .param("party", party == null ? null : party.toString())
                        .param("status", status == null ? null : status.word())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query((row, number) -> read(row))
                        .list();
        return Page.of(found, page, payout -> payout.id().value());
    }

    /**
     * Payouts that begin, claimed by whoever began them until they are to be taken up by anybody.
     */
    void insert(Batch batch, Collection<Payout> payouts, Instant firstCheck) throws SQLException {
        if (payouts.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(payouts, payout -> payout.id().value())
                    .texts(payouts, payout -> payout.party().toString())
                    .uuids(payouts, payout -> payout.platform().value())
                    .texts(payouts, payout -> payout.amount().currency().code())
                    .longs(payouts, payout -> payout.amount().minor())
                    .texts(payouts, payout -> payout.destination().channel())
                    .texts(payouts, payout -> payout.destination().payee())
                    .texts(payouts, payout -> payout.destination().payeeName())
                    .texts(
                            payouts,
                            payout -> mapper.writeValueAsString(payout.destination().details()))
                    .times(payouts, Payout::createdAt)
                    .times(payouts, payout -> firstCheck);
            insert.executeUpdate();
        }
    }

    /** Payouts that ended, or came back. */
    void update(Batch batch, Collection<Payout> payouts) throws SQLException {
        if (payouts.isEmpty()) {
            return;
        }
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .uuids(payouts, payout -> payout.id().value())
                    .texts(payouts, payout -> payout.status().word())
                    .texts(payouts, payout -> code(payout.failure()))
                    .texts(payouts, payout -> message(payout.failure()))
                    .booleans(payouts, payout -> retryable(payout.failure()))
                    .texts(payouts, Payout::handle)
                    .times(payouts, Payout::sentAt)
                    .times(payouts, Payout::endedAt);
            update.executeUpdate();
        }
    }

    /**
     * The channel has it. What it told before stays where it says nothing new, and an ended payout
     * as it is.
     */
    void taken(PayoutId id, @Nullable String handle, @Nullable NextAction action) {
        sql.sql(TAKEN)
                .param("handle", handle)
                .param("action", action == null ? null : mapper.writeValueAsString(action))
                .param("id", id.value())
                .update();
    }

    /**
     * Makes it this caller's to ask about and to send for so long, unless it is another's: of two
     * that send, one may act on what the other has changed.
     *
     * @return until when it is; empty if it is another's, or has ended
     */
    Optional<Instant> claim(PayoutId id, Duration most) {
        return sql.sql(CLAIM)
                .param("seconds", most.toMillis() / 1000.0)
                .param("id", id.value())
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    /** Gives up a claim until then; one that somebody made after it had run out stays. */
    void letGo(PayoutId id, Instant until) {
        sql.sql(
                        "UPDATE payouts.payout SET claimed_until = NULL WHERE id = ? AND"
                                + " claimed_until <= ?")
                .param(id.value())
                .param(until.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Has the next sweep ask about it, if it has not ended. */
    void askSoon(PayoutId id) {
        sql.sql(
                        "UPDATE payouts.payout SET next_check_at = now() WHERE id = ? AND status ="
                                + " 'pending'")
                .param(id.value())
                .update();
    }

    private static @Nullable String code(@Nullable Failure failure) {
        return failure == null ? null : failure.code();
    }

    private static @Nullable String message(@Nullable Failure failure) {
        return failure == null ? null : failure.message();
    }

    private static boolean retryable(@Nullable Failure failure) {
        return failure != null && failure.retryable();
    }

    private Payout read(ResultSet row) throws SQLException {
        String failure = row.getString(11);
        String action = row.getString(15);
        return new Payout(
                new PayoutId(row.getObject(1, UUID.class)),
                Party.parse(row.getString(2)),
                new PlatformId(row.getObject(3, UUID.class)),
                Payout.Status.of(row.getString(4)),
                Money.of(row.getString(5), row.getLong(6)),
                new Destination(
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        mapper.readValue(row.getString(10), DETAILS)),
                failure == null
                        ? null
                        : new Failure(failure, row.getString(12), row.getBoolean(13)),
                row.getString(14),
                action == null ? null : mapper.readValue(action, NextAction.class),
                row.getBoolean(16),
                row.getObject(17, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 18),
                Times.orNull(row, 19));
    }
}
