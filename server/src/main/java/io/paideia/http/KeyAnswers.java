package io.paideia.http;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first answer under its key and gives it back. A second answer, of a request that ran
 * twice at once, is dropped: both callers hear the first.
 */
final class KeyAnswers implements Handler<KeyAnswers.Answer, KeyAnswers.Answer> {

    private static final String KEEP =
            """
            UPDATE http.idempotency_key k
               SET status = u.status, location = u.location, body = u.body
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::text[])
                   AS u(tenant, key, status, location, body)
             WHERE k.tenant = u.tenant AND k.key = u.key AND k.status IS NULL
            """;

    private static final String READ =
            """
            SELECT k.tenant, k.key, k.status, k.location, k.body
              FROM unnest(?::uuid[], ?::text[]) AS u(tenant, key)
              JOIN http.idempotency_key k ON k.tenant = u.tenant AND k.key = u.key
             WHERE k.status IS NOT NULL
            """;

    private record Name(UUID tenant, String key) {}

    /** What was answered under a key. */
    record Answer(UUID tenant, String key, int status, @Nullable String location, String body) {}

    @Override
    public List<Answer> handle(List<Answer> answers, Batch batch) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(KEEP)) {
            Arguments.of(update)
                    .uuids(answers, Answer::tenant)
                    .texts(answers, Answer::key)
                    .integers(answers, Answer::status)
                    .texts(answers, Answer::location)
                    .texts(answers, Answer::body);
            update.executeUpdate();
        }
        Map<Name, Answer> first = new HashMap<>();
        try (PreparedStatement select = batch.connection().prepareStatement(READ)) {
            Arguments.of(select).uuids(answers, Answer::tenant).texts(answers, Answer::key);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Answer kept =
                            new Answer(
                                    row.getObject(1, UUID.class),
                                    row.getString(2),
                                    row.getInt(3),
                                    row.getString(4),
                                    row.getString(5));
                    first.put(new Name(kept.tenant(), kept.key()), kept);
                }
            }
        }
        return answers.stream()
                .map(mine -> first.getOrDefault(new Name(mine.tenant(), mine.key()), mine))
                .toList();
    }
}
