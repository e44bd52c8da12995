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

    private static final String HEAD = "SELECT coalesce(max(position), 0) FROM events.event";

    /** One statement, so one view of the log: what it does not find up to the head is not there. */
    private static final String AHEAD =
            """
            SELECT c.position, (SELECT coalesce(max(position), 0) FROM events.event),
                   EXISTS (SELECT FROM events.event e
                            WHERE e.position > greatest(c.position, ?) AND e.type = ANY (?))
              FROM events.consumer c
             WHERE c.name = ?
            """;

    private final JsonMapper mapper;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Events(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /** Appends in the batch's transaction, in this order. */
    public void append(Batch batch, List<NewEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        if (!batch.ordered()) {
            throw new IllegalStateException("Events are appended under the book's lock only");
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
        batch.afterCommit(
                () -> {
                    followers.forEach(Follower::wake);
                    listeners.forEach(Runnable::run);
                });
    }

    /**
     * Calls the listener after each commit on this server that appended, on the thread that
     * commits: it must be brief and not throw. What other servers append is not told.
     */
    public void onAppended(Runnable listener) {
        listeners.add(listener);
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

    /** The last position of the log as this transaction sees it, 0 if nothing happened yet. */
    long head(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(HEAD);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * How a consumer stands to the log.
     *
     * @param matching whether an event of its types waits
     */
    record Ahead(long cursor, long head, boolean matching) {}

    /**
     * Looks ahead without any lock. Positions become visible in their order, so nothing can appear
     * later before the head that is seen here.
     *
     * @param scanned up to where the caller knows that nothing is of these types
     */
    Ahead ahead(Connection connection, String consumer, long scanned, Collection<String> types)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(AHEAD)) {
            Arguments.of(select).number(scanned).texts(List.copyOf(types)).text(consumer);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("No cursor for " + consumer);
                }
                return new Ahead(row.getLong(1), row.getLong(2), row.getBoolean(3));
            }
        }
    }

    /** Wakes the follower after each commit on this server that appended. */
    void onAppended(Follower follower) {
        followers.add(follower);
    }

    void noLonger(Follower follower) {
        followers.remove(follower);
    }
}
