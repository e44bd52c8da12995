package io.paideia.payments;

import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.database.Arguments;
import io.paideia.database.Times;
import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes attempts, as sets. */
@Component
final class AttemptRows {

    static final String COLUMNS =
            """
            id, payment_id, channel, method, reference, status, currency, amount, subject, return_url, action, trade,
            created_at, expires_at, next_check_at, checks, handle, taking, capture,
            capture_amount
            """;

    private static final String INSERT =
            """
            INSERT INTO payments.attempt (id, payment_id, channel, method, reference, status, currency, amount, subject,
                                          return_url, created_at, expires_at, next_check_at, taking)
            SELECT u.*
              FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                          ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
                   AS u
            """;

    private static final String UPDATE =
            """
            UPDATE payments.attempt a
               SET status = u.status, action = u.action::jsonb, trade = u.trade, next_check_at = u.next_check_at,
                   handle = u.handle, capture = u.capture,
                   capture_amount = nullif(u.capture_amount, 0),
                   -- What is new is asked about often at first.
                   checks = CASE WHEN u.status IN ('held', 'capturing') AND a.status <> u.status THEN 0 ELSE a.checks END
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::uuid[],
                          ?::bigint[])
                   AS u(id, status, action, trade, next_check_at, handle, capture, capture_amount)
             WHERE a.id = u.id
            """;

    private final JsonMapper mapper;

    AttemptRows(JsonMapper mapper) {
        this.mapper = mapper;
    }

    Map<AttemptId, Attempt> find(Connection connection, Collection<AttemptId> ids)
            throws SQLException {
        Map<AttemptId, Attempt> found = new LinkedHashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT "
                                + COLUMNS
                                + " FROM payments.attempt WHERE id = ANY (?::uuid[])")) {
            Arguments.of(select).uuids(ids, AttemptId::value);
            read(select).forEach(attempt -> found.put(attempt.id(), attempt));
        }
        return found;
    }

    /** All attempts of these payments, oldest first. */
    Map<PaymentId, List<Attempt>> ofPayments(Connection connection, Collection<PaymentId> payments)
            throws SQLException {
        Map<PaymentId, List<Attempt>> found = new LinkedHashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT "
                                + COLUMNS
                                + " FROM payments.attempt WHERE payment_id = ANY (?::uuid[]) ORDER"
                                + " BY id")) {
            Arguments.of(select).uuids(payments, PaymentId::value);
            read(select)
                    .forEach(
                            attempt ->
                                    found.computeIfAbsent(
                                                    attempt.payment(), none -> new ArrayList<>())
                                            .add(attempt));
        }
        return found;
    }

    /** What a channel knows by these references. */
    List<Attempt> known(Connection connection, List<String> channels, List<String> references)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT "
                                + COLUMNS
                                + " FROM payments.attempt WHERE (channel, reference) IN"
                                + " (SELECT * FROM unnest(?::text[], ?::text[]))")) {
            Arguments.of(select).texts(channels).texts(references);
            return read(select);
        }
    }

    /** What a channel collected under its own number. */
    List<Attempt> traded(Connection connection, String channel, String trade) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT "
                                + COLUMNS
                                + " FROM payments.attempt WHERE channel = ? AND trade = ?")) {
            Arguments.of(select).text(channel).text(trade);
            return read(select);
        }
    }

    void insert(Batch batch, Collection<Attempt> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(attempts, attempt -> attempt.id().value())
                    .uuids(attempts, attempt -> attempt.payment().value())
                    .texts(attempts, Attempt::channel)
                    .texts(attempts, Attempt::method)
                    .texts(attempts, Attempt::reference)
                    .texts(attempts, attempt -> attempt.status().word())
                    .texts(attempts, attempt -> attempt.amount().currency().code())
                    .longs(attempts, attempt -> attempt.amount().minor())
                    .texts(attempts, Attempt::subject)
                    .texts(attempts, Attempt::returnUrl)
                    .times(attempts, Attempt::createdAt)
                    .times(attempts, Attempt::expiresAt)
                    .times(attempts, Attempt::nextCheckAt)
                    .texts(attempts, attempt -> word(attempt.taking()));
            insert.executeUpdate();
        }
    }

    void update(Batch batch, Collection<Attempt> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        try (PreparedStatement update = batch.connection().prepareStatement(UPDATE)) {
            Arguments.of(update)
                    .uuids(attempts, attempt -> attempt.id().value())
                    .texts(attempts, attempt -> attempt.status().word())
                    .texts(attempts, attempt -> json(attempt.action()))
                    .texts(attempts, Attempt::trade)
                    .times(attempts, Attempt::nextCheckAt)
                    .texts(attempts, Attempt::handle)
                    .uuids(
                            attempts,
                            attempt -> attempt.capture() == null ? null : attempt.capture().id())
                    .longs(
                            attempts,
                            attempt ->
                                    attempt.capture() == null
                                            ? 0
                                            : attempt.capture().amount().minor());
            update.executeUpdate();
        }
    }

    List<Attempt> read(PreparedStatement select) throws SQLException {
        List<Attempt> attempts = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                attempts.add(read(row));
            }
        }
        return attempts;
    }

    Attempt read(ResultSet row) throws SQLException {
        String action = row.getString(11);
        Currency currency = Currency.of(row.getString(7));
        UUID capture = row.getObject(19, UUID.class);
        return new Attempt(
                new AttemptId(row.getObject(1, UUID.class)),
                new PaymentId(row.getObject(2, UUID.class)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                AttemptStatus.of(row.getString(6)),
                new Money(currency, row.getLong(8)),
                row.getString(9),
                row.getString(10),
                action == null ? null : mapper.readValue(action, NextAction.class),
                row.getString(12),
                row.getString(17),
                row.getObject(13, OffsetDateTime.class).toInstant(),
                row.getObject(14, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 15),
                row.getInt(16),
                Charge.Taking.valueOf(row.getString(18).toUpperCase(Locale.ROOT)),
                capture == null
                        ? null
                        : new Attempt.Capture(capture, new Money(currency, row.getLong(20))));
    }

    private static String word(Charge.Taking taking) {
        return taking.name().toLowerCase(Locale.ROOT);
    }

    private @Nullable String json(@Nullable NextAction action) {
        return action == null ? null : mapper.writeValueAsString(action);
    }
}
