package io.paideia.channels;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The inbox of notices. Thread-safe. */
@Component
public final class Notices implements Handler<Notices.Received, Boolean> {

    private static final String INSERT =
            """
            INSERT INTO channels.notice (id, channel, received_at, headers, body, verdict, reason, reference)
            SELECT u.id, u.channel, now(), u.headers::jsonb, u.body, u.verdict, u.reason, u.reference
              FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                   AS u(id, channel, headers, body, verdict, reason, reference)
            """;

    private final JsonMapper mapper;

    Notices(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** A notice and what was made of it. */
    record Received(
            UUID id,
            RawNotice raw,
            String verdict,
            @Nullable String reason,
            @Nullable String reference) {}

    @Override
    public List<Boolean> handle(List<Received> notices, Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(INSERT)) {
            Arguments.of(insert)
                    .uuids(notices, Received::id)
                    .texts(notices, notice -> notice.raw().channel())
                    .texts(notices, notice -> mapper.writeValueAsString(notice.raw().headers()))
                    // PostgreSQL's text holds no NUL; a forger may send one.
                    .texts(notices, notice -> notice.raw().body().replace('\0', '\uFFFD'))
                    .texts(notices, Received::verdict)
                    .texts(notices, Received::reason)
                    .texts(notices, notice -> clean(notice.reference()));
            insert.executeUpdate();
        }
        return Collections.nCopies(notices.size(), true);
    }

    /** Marks notices acted on, in the batch that acted. */
    public void acted(Batch batch, Collection<UUID> notices) throws SQLException {
        if (notices.isEmpty()) {
            return;
        }
        try (PreparedStatement update =
                batch.connection()
                        .prepareStatement(
                                "UPDATE channels.notice SET acted_at = now() WHERE id = ANY"
                                        + " (?::uuid[])")) {
            Arguments.of(update).uuids(notices);
            update.executeUpdate();
        }
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}
