package io.paideia.routing;

import io.paideia.channels.Channel;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The platforms' policies; read from memory for a second. Thread-safe. */
@Component
class Policies {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 10_000;

    private static final TypeReference<List<Policy.Contract>> CONTRACTS = new TypeReference<>() {};

    private final JdbcClient sql;
    private final JsonMapper mapper;
    private final RoutingSettings settings;
    private final Clock clock;
    private final Map<PlatformId, Known> known = new ConcurrentHashMap<>();

    Policies(JdbcClient sql, JsonMapper mapper, RoutingSettings settings, Clock clock) {
        this.sql = sql;
        this.mapper = mapper;
        this.settings = settings;
        this.clock = clock;
    }

    private record Known(Instant readAt, Policy policy) {}

    Policy of(PlatformId platform) {
        Instant now = clock.instant();
        Known last = known.get(platform);
        if (last != null && last.readAt().plus(FRESH).isAfter(now)) {
            return last.policy();
        }
        if (known.size() > MOST_REMEMBERED) {
            known.clear();
        }
        Policy read = read(platform);
        known.put(platform, new Known(now, read));
        return read;
    }

    /** Replaces the platform's policy; other servers see it within a second. */
    void replace(PlatformId platform, Policy policy) {
        write(platform, policy);
        known.remove(platform);
    }

    /** The terms with this channel; empty if the platform has contracts, and none with it. */
    Optional<Policy.Contract> terms(Policy policy, Channel channel, Money amount) {
        if (policy.contracts().isEmpty()) {
            return Optional.of(
                    new Policy.Contract(
                            channel.name(),
                            null,
                            settings.feeBasisPoints(channel.name()),
                            0,
                            0,
                            null,
                            1,
                            0));
        }
        return policy.contracts().stream()
                .filter(contract -> contract.concerns(channel, amount))
                // What names the currency goes before what is for all.
                .min((a, b) -> Boolean.compare(a.currency() == null, b.currency() == null));
    }

    private Policy read(PlatformId platform) {
        return sql.sql(
                        "SELECT strategy, exploration, contracts FROM routing.policy WHERE platform"
                                + " = ?")
                .param(platform.value())
                .query(
                        (row, number) ->
                                new Policy(
                                        Strategy.of(row.getString(1)),
                                        row.getInt(2),
                                        mapper.readValue(row.getString(3), CONTRACTS)))
                .optional()
                .orElseGet(
                        () ->
                                new Policy(
                                        settings.strategy(),
                                        (int) Math.round(settings.exploration() * 10_000),
                                        List.of()));
    }

    private void write(PlatformId platform, Policy policy) {
        sql.sql(
                        """
                        INSERT INTO routing.policy (platform, strategy, exploration, contracts)
                        VALUES (:platform, :strategy, :exploration, :contracts::jsonb)
                        ON CONFLICT (platform) DO UPDATE
                           SET strategy = EXCLUDED.strategy, exploration = EXCLUDED.exploration,
                               contracts = EXCLUDED.contracts
                        """)
                .param("platform", platform.value())
                .param("strategy", policy.strategy().word())
                .param("exploration", policy.explorationBasisPoints())
                .param("contracts", mapper.writeValueAsString(policy.contracts()))
                .update();
    }
}
