package io.paideia.catalog;

import io.paideia.http.Page;
import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of products. Thread-safe. */
@Component
final class Products {

    private static final String COLUMNS =
            """
            id, platform, kind, title, description, currency, price, creator, shares, cross_sale,
            term_days, duration_minutes, created_at
            """;

    private static final String INSERT =
            """
            INSERT INTO catalog.product (id, platform, kind, title, description, currency, price, creator, shares,
                                         cross_sale, term_days, duration_minutes, content, created_at)
            VALUES (:id, :platform, :kind, :title, :description, :currency, :price, :creator, :shares::jsonb,
                    :cross_sale, :term_days, :duration_minutes, :content, :created_at)
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + """
                    , NULL::text AS content
                      FROM catalog.product
                     WHERE (cross_sale OR platform = :seller)
                       AND (:kind::text IS NULL OR kind = :kind)
                       AND (:title::text IS NULL OR title ILIKE :title)
                       AND (:after::uuid IS NULL OR id < :after)
                     ORDER BY id DESC
                     LIMIT :limit
                    """;

    private final JdbcClient database;
    private final JsonMapper mapper;

    Products(JdbcClient database, JsonMapper mapper) {
        this.database = database;
        this.mapper = mapper;
    }

    /** Repeatable: the same id again changes nothing, and what stands under it is returned. */
    Product add(Product product) {
        database.sql(INSERT)
                .param("id", product.id().value())
                .param("platform", product.platform().value())
                .param("kind", product.kind().word())
                .param("title", product.title())
                .param("description", product.description(), Types.VARCHAR)
                .param("currency", product.price().currency().code())
                .param("price", product.price().minor())
                .param("creator", product.creator().value())
                .param(
                        "shares",
                        product.shares() == null
                                ? null
                                : mapper.writeValueAsString(product.shares()),
                        Types.VARCHAR)
                .param("cross_sale", product.crossSale())
                .param("term_days", product.termDays(), Types.INTEGER)
                .param("duration_minutes", product.durationMinutes(), Types.INTEGER)
                .param("content", product.content(), Types.VARCHAR)
                .param("created_at", product.createdAt().atOffset(ZoneOffset.UTC))
                .update();
        return find(List.of(product.id())).getFirst();
    }

    List<Product> find(Collection<ProductId> ids) {
        return database.sql(
                        "SELECT "
                                + COLUMNS
                                + ", content FROM catalog.product WHERE id = ANY (:ids)")
                .param("ids", ids.stream().map(ProductId::value).toArray(UUID[]::new))
                .query((row, i) -> read(row))
                .list();
    }

    Page<Product> list(
            PlatformId seller, @Nullable Kind kind, @Nullable String query, Page.Request request) {
        List<Product> rows =
                database.sql(LIST)
                        .param("seller", seller.value())
                        .param("kind", kind == null ? null : kind.word(), Types.VARCHAR)
                        .param("title", pattern(query), Types.VARCHAR)
                        .param("after", request.after(), Types.OTHER)
                        .param("limit", request.limit() + 1)
                        .query((row, i) -> read(row))
                        .list();
        return Page.of(rows, request, product -> product.id().value());
    }

    private static @Nullable String pattern(@Nullable String query) {
        return query == null || query.isBlank()
                ? null
                : "%" + query.strip().replace("\0", "").replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private Product read(ResultSet row) throws SQLException {
        String shares = row.getString("shares");
        return new Product(
                new ProductId(row.getObject("id", UUID.class)),
                new PlatformId(row.getObject("platform", UUID.class)),
                Kind.of(row.getString("kind")),
                row.getString("title"),
                row.getString("description"),
                Money.of(row.getString("currency"), row.getLong("price")),
                new CreatorId(row.getObject("creator", UUID.class)),
                shares == null
                        ? null
                        : mapper.readValue(shares, new TypeReference<Map<String, Integer>>() {}),
                row.getBoolean("cross_sale"),
                row.getObject("term_days", Integer.class),
                row.getObject("duration_minutes", Integer.class),
                row.getString("content"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
