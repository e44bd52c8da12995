package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads and writes refunds, as sets. */
final class RefundRows {

    static final String COLUMNS =
            """
            id, payment_id, attempt_id, source, status, currency, amount, reason, failure_code, failure_message,
            created_at, ended_at, checks, handle
            """;

    private static final String INSERT =
            """
            INSERT INTO payments.refund (id, payment_id, attempt_id, source, status, currency, amount, reason, created_at,
                                         next_check_at)
            SELECT u.*
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                          ?::timestamptz[], ?::timestamptz[]) AS u
            """;

    private static final String UPDATE =
            """
            UPDATE payments.refund r
               SET status = u.status, failure_code = u.failure_code, failure_message = u.failure_message,
                   ended_at = u.ended_at, next_check_at = NULL
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                   AS u(id, status, failure_code, failure_message, ended_at)
             WHERE r.id = u.id
            """;

    private static final String RESERVED =
            """
            SELECT p.id, p.disputed + coalesce((SELECT sum(r.amount) FROM payments.refund r
                                                 WHERE r.payment_id = p.id AND r.source = 'sale' AND r.status <> 'failed'),
                                               0)::bigint
              FROM payments.payment p
             WHERE p.id = ANY (?::uuid[])
            """;

    private static final String LATE =
            "SELECT attempt_id FROM payments.refund WHERE payment_id = ANY (?::uuid[]) AND source ="
                    + " 'late'";

    private RefundRows() {}

    static Map<RefundId, Refund> find(Connection connection, Collection<RefundId> ids)
            throws SQLException {
        Map<RefundId, Refund> found = new LinkedHashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM payments.refund WHERE id = ANY (?::uuid[])")) {
            Arguments.of(select).uuids(ids, RefundId::value);
            read(select).forEach(refund -> found.put(refund.id(), refund));
        }
        return found;
    }

    /**
     * What is not left of a payment, in minor units: refunds that are done or under way, and what
     * disputes hold or took.
     */
    static Map<PaymentId, Long> reserved(Connection connection, Collection<PaymentId> payments)
            throws SQLException {
        Map<PaymentId, Long> sums = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(RESERVED)) {
            Arguments.of(select).uuids(payments, PaymentId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sums.put(new PaymentId(row.getObject(1, UUID.class)), row.getLong(2));
                }
            }
        }
        return sums;
    }

    /** The attempts of these payments whose money was late: it goes back and carries no sale. */
    static Set<AttemptId> late(Connection connection, Collection<PaymentId> payments)
            throws SQLException {
        Set<AttemptId> late = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(LATE)) {
            Arguments.of(select).uuids(payments, PaymentId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    late.add(new AttemptId(row.getObject(1, UUID.class)));
                }
            }
        }
        return late;
    }

    /**
     * Refunds that begin now; if nobody calls the channel meanwhile they are taken up at this time.
     */
    static void insert(Batch batch, Collection<Refund> refunds, Instant firstCheck)
            throws SQLException {
        if (refunds.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(refunds, refund -> refund.id().value())
                    .uuids(refunds, refund -> refund.payment().value())
                    .uuids(refunds, refund -> refund.attempt().value())
                    .texts(refunds, refund -> refund.source().word())
                    .texts(refunds, refund -> refund.status().word())
                    .texts(refunds, refund -> refund.amount().currency().code())
                    .longs(refunds, refund -> refund.amount().minor())
                    .texts(refunds, Refund::reason)
                    .times(refunds, Refund::createdAt)
                    .times(refunds, refund -> firstCheck);
            insert.executeUpdate();
        }
    }

    static void update(Batch batch, Collection<Refund> refunds) throws SQLException {
        if (refunds.isEmpty()) {
            return;
        }
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .uuids(refunds, refund -> refund.id().value())
                    .texts(refunds, refund -> refund.status().word())
                    .texts(
                            refunds,
                            refund -> refund.failure() == null ? null : refund.failure().code())
                    .texts(
                            refunds,
                            refund -> refund.failure() == null ? null : refund.failure().message())
                    .times(refunds, Refund::endedAt);
            update.executeUpdate();
        }
    }

    static List<Refund> read(PreparedStatement select) throws SQLException {
        List<Refund> refunds = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                refunds.add(read(row));
            }
        }
        return refunds;
    }

    static Refund read(ResultSet row) throws SQLException {
        String failure = row.getString(9);
        return new Refund(
                new RefundId(row.getObject(1, UUID.class)),
                new PaymentId(row.getObject(2, UUID.class)),
                new AttemptId(row.getObject(3, UUID.class)),
                Refund.Source.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                Refund.Status.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                new Money(Currency.of(row.getString(6)), row.getLong(7)),
                row.getString(8),
                failure == null
                        ? null
                        : new Failure(failure, String.valueOf(row.getString(10)), false),
                row.getString(14),
                row.getObject(11, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 12),
                row.getInt(13));
    }
}
