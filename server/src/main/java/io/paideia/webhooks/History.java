package io.paideia.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.http.Page;
import io.paideia.ids.TypeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What became of deliveries, for those who look after a receiver. Reads only; thread-safe. */
final class History {

    /** A delivery's state, as callers filter by it. */
    enum Status {
        PENDING,
        DELIVERED,
        FAILED;

        /** Said as text of the query: its partial index serves only a condition that is known. */
        private String condition() {
            return switch (this) {
                case PENDING -> "AND status = 'pending' AND status <> 'delivered'";
                case DELIVERED -> "AND status = 'delivered'";
                case FAILED -> "AND status = 'failed' AND status <> 'delivered'";
            };
        }
    }

    /**
     * A delivery as callers see it.
     *
     * @param event the value of webhook-id
     * @param attempts begun so far
     * @param nextAttemptAt null while it is being sent, while one before it of its subject is not
     *     done, and when nothing follows
     * @param tries its finished attempts, oldest first; null in lists
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record DeliveryView(
            DeliveryId id,
            EndpointId endpoint,
            String event,
            String type,
            String status,
            int attempts,
            @Nullable Integer lastStatus,
            @Nullable String lastError,
            @Nullable Instant nextAttemptAt,
            Instant createdAt,
            @Nullable Instant endedAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<AttemptView> tries) {

        DeliveryView with(List<AttemptView> attempted) {
            return new DeliveryView(
                    id,
                    endpoint,
                    event,
                    type,
                    status,
                    attempts,
                    lastStatus,
                    lastError,
                    nextAttemptAt,
                    createdAt,
                    endedAt,
                    attempted);
        }
    }

    /**
     * One attempt.
     *
     * @param response the first 1 KiB of the answer's body
     */
    record AttemptView(
            int number,
            Instant at,
            @Nullable Integer status,
            @Nullable String error,
            long durationMs,
            @Nullable String response) {}

    private static final int MOST_ATTEMPTS = 100;

    private static final String COLUMNS =
            """
            SELECT id, endpoint, event, type, status, attempts, last_status, last_error,
                   CASE WHEN NOT claimed THEN next_attempt_at END, created_at, ended_at
              FROM webhooks.delivery
            """;

    private final JdbcClient database;

    History(JdbcClient database) {
        this.database = database;
    }

    /** An endpoint's deliveries, newest first. */
    Page<DeliveryView> list(EndpointId endpoint, @Nullable Status status, Page.Request page) {
        String sql =
                COLUMNS
                        + "WHERE endpoint = ? AND id < ? "
                        + (status == null ? "" : status.condition())
                        + " ORDER BY id DESC LIMIT ?";
        List<DeliveryView> rows =
                database.sql(sql)
                        .param(endpoint.value())
                        .param(Endpoints.before(page))
                        .param(page.limit() + 1)
                        .query((row, number) -> delivery(row))
                        .list();
        return Page.of(rows, page, delivery -> delivery.id().value());
    }

    /** One delivery of this endpoint with its latest attempts. */
    Optional<DeliveryView> find(EndpointId endpoint, DeliveryId id) {
        return database.sql(COLUMNS + "WHERE endpoint = ? AND id = ?")
                .param(endpoint.value())
                .param(id.value())
                .query((row, number) -> delivery(row))
                .optional()
                .map(delivery -> delivery.with(attempts(id)));
    }

    private List<AttemptView> attempts(DeliveryId id) {
        return database.sql(
                        """
                        SELECT number, at, status, error, duration_ms, response FROM webhooks.attempt
                         WHERE delivery = ? ORDER BY number DESC LIMIT ?
                        """)
                .param(id.value())
                .param(MOST_ATTEMPTS)
                .query(
                        (row, number) ->
                                new AttemptView(
                                        row.getInt(1),
                                        row.getObject(2, OffsetDateTime.class).toInstant(),
                                        row.getObject(3, Integer.class),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getString(6)))
                .list()
                .reversed();
    }

    private static DeliveryView delivery(ResultSet row) throws SQLException {
        return new DeliveryView(
                new DeliveryId(row.getObject(1, UUID.class)),
                new EndpointId(row.getObject(2, UUID.class)),
                TypeId.format("evt", row.getObject(3, UUID.class)),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getObject(7, Integer.class),
                row.getString(8),
                time(row, 9),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                time(row, 11),
                null);
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
