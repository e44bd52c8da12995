package io.paideia.http;

import io.paideia.database.Arguments;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Claims keys: the first request under a key gets a new id for its resource, later ones learn that
 * id and the answer if there is one. A request that died half-way is so carried on under the same
 * id instead of being done twice.
 */
final class KeyClaims implements Handler<KeyClaims.Claim, KeyClaims.Claimed> {

    private static final String CLAIM =
            """
            INSERT INTO http.idempotency_key (tenant, key, request, resource, claimed_at)
            SELECT u.tenant, u.key, u.request, u.resource, ?
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[]) AS u(tenant, key, request, resource)
            ON CONFLICT DO NOTHING
            """;

    private static final String READ =
            """
            SELECT k.tenant, k.key, k.request, k.resource, k.status, k.location, k.body
              FROM unnest(?::uuid[], ?::text[]) AS u(tenant, key)
              JOIN http.idempotency_key k ON k.tenant = u.tenant AND k.key = u.key
            """;

    /** A key and the digest of what is asked under it. */
    record Claim(UUID tenant, String key, String request) {}

    /** What stands under a key now. */
    record Claimed(
            String request,
            UUID resource,
            @Nullable Integer status,
            @Nullable String location,
            @Nullable String body) {}

    private record Name(UUID tenant, String key) {}

    @Override
    public List<Claimed> handle(List<Claim> claims, Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(CLAIM)) {
            Arguments.of(insert)
                    .time(batch.at())
                    .uuids(claims, Claim::tenant)
                    .texts(claims, Claim::key)
                    .texts(claims, Claim::request)
                    .uuids(claims, claim -> TypeId.next());
            insert.executeUpdate();
        }
        Map<Name, Claimed> found = new HashMap<>();
        try (PreparedStatement select = batch.connection().prepareStatement(READ)) {
            Arguments.of(select).uuids(claims, Claim::tenant).texts(claims, Claim::key);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(
                            new Name(row.getObject(1, UUID.class), row.getString(2)),
                            new Claimed(
                                    row.getString(3),
                                    row.getObject(4, UUID.class),
                                    row.getObject(5, Integer.class),
                                    row.getString(6),
                                    row.getString(7)));
                }
            }
        }
        return claims.stream()
                .map(
                        claim ->
                                Objects.requireNonNull(
                                        found.get(new Name(claim.tenant(), claim.key()))))
                .toList();
    }

    static boolean same(Claim claim, Claimed claimed) {
        return claim.request().equals(claimed.request());
    }
}
