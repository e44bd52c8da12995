package io.paideia.terms;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads rules. All of them are kept in memory for a moment: there are few, and every order asks.
 * This server forgets them when it makes one; another server sees it within that moment.
 * Thread-safe.
 */
@Component
final class Rules {

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final String SELECT =
            """
            SELECT id, platform, kind, currency, min_amount, max_amount, version,
                   basis_points, cycle_days, valid_from
              FROM terms.rule
            """;

    private final JdbcClient database;
    private final LoadingCache<Boolean, Map<@Nullable UUID, List<Rule>>> cache;

    Rules(JdbcClient database) {
        this.database = database;
        this.cache = Caffeine.newBuilder().expireAfterWrite(MOMENT).build(key -> load());
    }

    /** The rules that may apply to products of this platform: its own and the alliance's. */
    Collection<Rule> of(PlatformId home) {
        Map<@Nullable UUID, List<Rule>> all = cache.get(true);
        Set<Rule> rules = new LinkedHashSet<>(all.getOrDefault(home.value(), List.of()));
        rules.addAll(all.getOrDefault(null, List.of()));
        return rules;
    }

    /** Newest first; with a platform only its own and the alliance's. */
    Page<Rule> list(@Nullable PlatformId platform, Page.Request request) {
        List<Rule> rows =
                database.sql(
                                SELECT
                                        + """
                                         WHERE (:all OR platform IS NULL OR platform = :platform)
                                           AND (:after::uuid IS NULL OR id < :after)
                                         ORDER BY id DESC
                                         LIMIT :limit
                                        """)
                        .param("all", platform == null)
                        .param("platform", platform == null ? null : platform.value(), Types.OTHER)
                        .param("after", request.after(), Types.OTHER)
                        .param("limit", request.limit() + 1)
                        .query((row, i) -> read(row))
                        .list();
        return Page.of(rows, request, rule -> rule.id().value());
    }

    void forget() {
        cache.invalidateAll();
    }

    private Map<@Nullable UUID, List<Rule>> load() {
        Map<@Nullable UUID, List<Rule>> rules = new HashMap<>();
        for (Rule rule : database.sql(SELECT).query((row, i) -> read(row)).list()) {
            PlatformId platform = rule.scope().platform();
            rules.computeIfAbsent(
                            platform == null ? null : platform.value(), key -> new ArrayList<>())
                    .add(rule);
        }
        return rules;
    }

    private static Rule read(ResultSet row) throws SQLException {
        UUID platform = row.getObject("platform", UUID.class);
        return new Rule(
                new RuleId(row.getObject("id", UUID.class)),
                new Scope(
                        platform == null ? null : new PlatformId(platform),
                        row.getString("kind"),
                        row.getString("currency"),
                        row.getObject("min_amount", Long.class),
                        row.getObject("max_amount", Long.class)),
                row.getInt("version"),
                numbers(row, "basis_points"),
                numbers(row, "cycle_days"),
                row.getObject("valid_from", OffsetDateTime.class).toInstant());
    }

    /** Arrays stand in the order of roles. */
    private static Map<Role, Integer> numbers(ResultSet row, String column) throws SQLException {
        Integer[] values = (Integer[]) row.getArray(column).getArray();
        Map<Role, Integer> numbers = new EnumMap<>(Role.class);
        int place = 0;
        for (Role role : Role.values()) {
            numbers.put(role, values[place++]);
        }
        return numbers;
    }
}
