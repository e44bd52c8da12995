package io.paideia.webhooks;

import io.paideia.database.Arguments;
import io.paideia.events.Consumer;
import io.paideia.events.Event;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a delivery of every event for every endpoint that wants it, in the order of events. Where
 * nobody wants any, it writes nothing. It runs under the book's lock, so it takes no lock that a
 * sender holds.
 */
final class FanOut implements Consumer {

    private static final String ENDPOINTS =
            """
            SELECT id, platform, events FROM webhooks.endpoint WHERE platform = ANY (?) AND status = 'enabled'
            """;

    private static final String ADD_MESSAGES =
            """
            INSERT INTO webhooks.message (event, at, body)
            SELECT * FROM unnest(?::uuid[], ?::timestamptz[], ?::text[])
            ON CONFLICT DO NOTHING
            """;

    private static final String ADD_DELIVERIES =
            """
            INSERT INTO webhooks.delivery (id, endpoint, event, position, type, subject, next_attempt_at, created_at)
            SELECT u.id, u.endpoint, u.event, u.position, u.type, u.subject, u.due, ?
              FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[])
                   AS u(id, endpoint, event, position, type, subject, due)
            ON CONFLICT (event, endpoint) DO NOTHING
            """;

    private final InstantSource clock;
    private final Runnable made;

    /**
     * A consumer.
     *
     * @param made called after each commit that made deliveries; must not block
     */
    FanOut(InstantSource clock, Runnable made) {
        this.clock = clock;
        this.made = made;
    }

    private record Listener(UUID endpoint, Set<String> events) {

        boolean wants(String type) {
            return events.contains(EventTypes.ALL) || events.contains(type);
        }
    }

    private record Place(Listener listener, Event event) {}

    private record Stream(UUID endpoint, String subject) {}

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public Duration gathers() {
        return Duration.ofMillis(20);
    }

    @Override
    public Set<String> types() {
        return EventTypes.KNOWN;
    }

    @Override
    public void consume(List<Event> events, Batch batch) throws SQLException {
        Map<UUID, List<Listener>> listeners = listeners(events, batch);
        List<Place> places = new ArrayList<>();
        for (Event event : events) {
            UUID platform = event.platform();
            if (platform != null) {
                listeners.getOrDefault(platform, List.of()).stream()
                        .filter(listener -> listener.wants(event.type()))
                        .forEach(listener -> places.add(new Place(listener, event)));
            }
        }
        if (!places.isEmpty()) {
            addMessages(places, batch);
            addDeliveries(places, batch);
            batch.afterCommit(made);
        }
    }

    private static Map<UUID, List<Listener>> listeners(List<Event> events, Batch batch)
            throws SQLException {
        Set<UUID> platforms = new HashSet<>();
        events.stream().map(Event::platform).filter(Objects::nonNull).forEach(platforms::add);
        Map<UUID, List<Listener>> found = new HashMap<>();
        try (PreparedStatement select = batch.connection().prepareStatement(ENDPOINTS)) {
            Arguments.of(select).uuids(platforms);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String[] names = (String[]) row.getArray(3).getArray();
                    found.computeIfAbsent(row.getObject(2, UUID.class), p -> new ArrayList<>())
                            .add(new Listener(row.getObject(1, UUID.class), Set.of(names)));
                }
            }
        }
        return found;
    }

    private static void addMessages(List<Place> places, Batch batch) throws SQLException {
        Set<Event> told = new LinkedHashSet<>();
        places.forEach(place -> told.add(place.event()));
        try (PreparedStatement insert = batch.connection().prepareStatement(ADD_MESSAGES)) {
            Arguments.of(insert)
                    .uuids(told, Event::id)
                    .times(told, Event::at)
                    .texts(told, FanOut::body);
            insert.executeUpdate();
        }
    }

    private void addDeliveries(List<Place> places, Batch batch) throws SQLException {
        Instant now = clock.instant();
        Set<Stream> begun = new HashSet<>();
        List<@Nullable Instant> due = new ArrayList<>(places.size());
        for (Place place : places) {
            // What follows another of its subject within this list waits from the start.
            Stream stream = new Stream(place.listener().endpoint(), place.event().subject());
            due.add(begun.add(stream) ? now : null);
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(ADD_DELIVERIES)) {
            Arguments.of(insert)
                    .time(batch.at())
                    .uuids(places, place -> TypeId.next())
                    .uuids(places, place -> place.listener().endpoint())
                    .uuids(places, place -> place.event().id())
                    .longs(places, place -> place.event().position())
                    .texts(places, place -> place.event().type())
                    .texts(places, place -> place.event().subject())
                    .times(due, time -> time);
            insert.executeUpdate();
        }
    }

    /** Stored as it is sent: a signature covers bytes, not meaning. */
    static String body(Event event) {
        return "{\"type\": \"%s\", \"timestamp\": \"%s\", \"data\": %s}"
                .formatted(event.type(), event.at(), event.json());
    }
}
