package io.paideia.http;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first answer under its key. A second answer, of a request that ran twice, is dropped.
 */
final class KeyAnswers implements Handler<KeyAnswers.Answer, Boolean> {

    private static final String KEEP =
            """
            UPDATE http.idempotency_key k
               SET status = u.status, location = u.location, body = u.body
              FROM unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::text[])
                   AS u(tenant, key, status, location, body)
             WHERE k.tenant = u.tenant AND k.key = u.key AND k.status IS NULL
            """;

    /** What was answered under a key. */
    record Answer(UUID tenant, String key, int status, @Nullable String location, String body) {}

    @Override
    public List<Boolean> handle(List<Answer> answers, Batch batch) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(KEEP)) {
            Arguments.of(update)
                    .uuids(answers, Answer::tenant)
                    .texts(answers, Answer::key)
                    .integers(answers, Answer::status)
                    .texts(answers, Answer::location)
                    .texts(answers, Answer::body);
            update.executeUpdate();
        }
        return Collections.nCopies(answers.size(), true);
    }
}
