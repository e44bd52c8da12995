package io.paideia.events;

import io.paideia.database.Arguments;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log of events. Appending takes a batch of the book, so the log's order is the book's commit
 * order; reading takes any connection. Thread-safe.
 */
@Component
public final class Events {

    private static final String APPEND =
            """
            INSERT INTO events.event (id, at, type, platform, subject, payload)
            SELECT u.id, ?, u.type, u.platform, u.subject, u.payload::jsonb
              FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[]) WITH ORDINALITY
                   AS u(id, type, platform, subject, payload, place)
             ORDER BY u.place
            """;

    private static final String READ =
            """
            SELECT position, id, at, type, platform, subject, payload
              FROM events.event
             WHERE position > ? AND type = ANY (?)
             ORDER BY position
             LIMIT ?
            """;

    private final JsonMapper mapper;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Events(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Appends in the batch's transaction, in this order. */
    public void append(Batch batch, List<NewEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(APPEND)) {
            Arguments.of(insert)
                    .time(batch.at())
                    .uuids(events, event -> TypeId.next())
                    .texts(events, NewEvent::type)
                    .uuids(events, NewEvent::platform)
                    .texts(events, NewEvent::subject)
                    .texts(events, event -> mapper.writeValueAsString(event.payload()));
            insert.executeUpdate();
        }
        batch.afterCommit(() -> listeners.forEach(Runnable::run));
    }

    /** Reads on after a position, only events of these types, oldest first. */
    public List<Event> after(
            Connection connection, long position, Collection<String> types, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            Arguments.of(select).number(position).texts(List.copyOf(types)).integer(limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Event> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(
                            new Event(
                                    rows.getLong(1),
                                    rows.getObject(2, UUID.class),
                                    rows.getObject(3, OffsetDateTime.class).toInstant(),
                                    rows.getString(4),
                                    rows.getObject(5, UUID.class),
                                    rows.getString(6),
                                    rows.getString(7),
                                    mapper));
                }
                return events;
            }
        }
    }

    /** Calls the listener, briefly and from any thread, after each commit that appended. */
    void onAppended(Runnable listener) {
        listeners.add(listener);
    }
}
