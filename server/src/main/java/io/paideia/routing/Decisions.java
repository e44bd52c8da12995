package io.paideia.routing;

import io.paideia.database.Arguments;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every decision that led to an attempt. Thread-safe. */
@Component
class Decisions {

    private static final String INSERT =
            """
            INSERT INTO routing.decision (id, attempt, platform, at, asked, currency, amount, strategy, explored, channel,
                                          method, reason, candidates)
            SELECT u.id, u.attempt, u.platform, u.at, u.asked, u.currency, u.amount, u.strategy, u.explored, u.channel,
                   u.method, u.reason, u.candidates::jsonb
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                          ?::bool[], ?::text[], ?::text[], ?::text[], ?::text[])
                   AS u(id, attempt, platform, at, asked, currency, amount, strategy, explored, channel, method, reason,
                        candidates)
            ON CONFLICT (attempt) DO NOTHING
            """;

    private final JdbcClient sql;
    private final JsonMapper mapper;

    Decisions(JdbcClient sql, JsonMapper mapper) {
        this.sql = sql;
        this.mapper = mapper;
    }

    /** A decision as it is shown. */
    record View(
            String id,
            String attempt,
            UUID platform,
            Instant at,
            String asked,
            String strategy,
            boolean explored,
            String channel,
            String method,
            String reason,
            JsonNode candidates) {}

    void insert(List<Chosen> chosen, Batch batch) throws SQLException {
        if (chosen.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(chosen, one -> TypeId.next())
                    .uuids(chosen, Chosen::attempt)
                    .uuids(chosen, one -> one.decision().question().platform().value())
                    .times(chosen, one -> one.decision().at())
                    .texts(chosen, one -> one.decision().question().method())
                    .texts(chosen, one -> one.decision().question().amount().currency().code())
                    .longs(chosen, one -> one.decision().question().amount().minor())
                    .texts(chosen, one -> one.decision().strategy().word())
                    .booleans(chosen, one -> one.decision().explored())
                    .texts(chosen, one -> one.candidate().channel())
                    .texts(chosen, one -> one.candidate().method())
                    .texts(chosen, one -> one.decision().reason(one.candidate()))
                    .texts(chosen, one -> mapper.writeValueAsString(one.decision().candidates()));
            insert.executeUpdate();
        }
    }

    Optional<View> ofAttempt(UUID attempt) {
        return sql.sql(
                        """
                        SELECT id, attempt, platform, at, asked, strategy, explored, channel, method, reason, candidates
                          FROM routing.decision WHERE attempt = ?
                        """)
                .param(attempt)
                .query(
                        (row, number) ->
                                new View(
                                        TypeId.format("dec", row.getObject(1, UUID.class)),
                                        TypeId.format("att", row.getObject(2, UUID.class)),
                                        row.getObject(3, UUID.class),
                                        row.getObject(4, OffsetDateTime.class).toInstant(),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getBoolean(7),
                                        row.getString(8),
                                        row.getString(9),
                                        row.getString(10),
                                        mapper.readTree(row.getString(11))))
                .optional();
    }
}
