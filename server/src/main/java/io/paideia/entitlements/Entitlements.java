package io.paideia.entitlements;

import io.paideia.catalog.ProductId;
import io.paideia.database.Times;
import io.paideia.http.Page;
import io.paideia.identity.UserId;
import io.paideia.orders.OrderId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who may open what, for reading. The answer is the same on every platform. Thread-safe. */
@Component
public final class Entitlements {

    private static final String SELECT =
            """
            SELECT id, person, product, order_id, kind, granted_at, starts_at, until, revoked_at
              FROM entitlements.entitlement
            """;

    private final JdbcClient sql;
    private final Changes changes;
    private final Clock clock;

    Entitlements(JdbcClient sql, Changes changes, Clock clock) {
        this.sql = sql;
        this.changes = changes;
        this.clock = clock;
    }

    /** The right by which the person may open the product now; the one that lasts longest. */
    public Optional<Entitlement> current(UserId user, ProductId product) {
        Instant now = clock.instant();
        return sql
                .sql(
                        SELECT
                                + " WHERE person = ? AND product = ? AND revoked_at IS NULL"
                                + " ORDER BY until DESC NULLS FIRST, id")
                .param(user.value())
                .param(product.value())
                .query((row, number) -> read(row))
                .list()
                .stream()
                .filter(right -> right.holds(now))
                .findFirst();
    }

    /** As {@link #current}, waiting at most this long until there is one. */
    public Optional<Entitlement> await(UserId user, ProductId product, Duration patience) {
        return changes.await(user, patience, () -> current(user, product));
    }

    /** Everything that the person may open now, newest first. */
    public List<Entitlement> of(UserId user) {
        Instant now = clock.instant();
        return sql
                .sql(SELECT + " WHERE person = ? AND revoked_at IS NULL ORDER BY id DESC")
                .param(user.value())
                .query((row, number) -> read(row))
                .list()
                .stream()
                .filter(
                        right ->
                                right.holds(now)
                                        || (right.startsAt() != null
                                                && right.startsAt().isAfter(now)))
                .toList();
    }

    Optional<Entitlement> find(EntitlementId id) {
        return sql.sql(SELECT + " WHERE id = ?")
                .param(id.value())
                .query((row, number) -> read(row))
                .optional();
    }

    /** Also what was revoked or is over, newest first; null means any. */
    Page<Entitlement> list(UserId user, @Nullable ProductId product, Page.Request page) {
        List<Entitlement> rows =
                sql.sql(
                                SELECT
                                        + """
                                        WHERE person = :person AND (:product::uuid IS NULL OR product = :product)
                                          AND (:after::uuid IS NULL OR id < :after)
                                        ORDER BY id DESC LIMIT :limit
                                        """)
                        .param("person", user.value())
                        .param("product", product == null ? null : product.value())
                        .param("after", page.after())
                        .param("limit", page.limit() + 1)
                        .query((row, number) -> read(row))
                        .list();
        return Page.of(rows, page, right -> right.id().value());
    }

    private static Entitlement read(ResultSet row) throws SQLException {
        return new Entitlement(
                new EntitlementId(row.getObject(1, UUID.class)),
                new UserId(row.getObject(2, UUID.class)),
                new ProductId(row.getObject(3, UUID.class)),
                new OrderId(row.getObject(4, UUID.class)),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                Times.orNull(row, 7),
                Times.orNull(row, 8),
                Times.orNull(row, 9));
    }
}
