package io.paideia.lane;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** The lanes of all books of accounts, one each, so that no book waits for another. Thread-safe. */
public final class Lanes implements AutoCloseable {

    /** The book that everything is in that names no other. */
    public static final String MAIN = "main";

    private final SequencedMap<String, Lane> lanes;

    private Lanes(SequencedMap<String, Lane> lanes) {
        this.lanes = lanes;
    }

    /** Starts a lane for each of these books, in their order. */
    public static Lanes start(
            List<String> books, Database database, LaneSettings settings, MeterRegistry meters) {
        SequencedMap<String, Lane> lanes = new LinkedHashMap<>();
        for (String book : books) {
            lanes.put(book, Lane.start(new Book(book, database), settings, meters));
        }
        return new Lanes(lanes);
    }

    /** The names of the books, in the order in which they were started. */
    public Set<String> books() {
        return Collections.unmodifiableSet(lanes.sequencedKeySet());
    }

    /**
     * The lane of this book.
     *
     * @throws IllegalArgumentException if this server keeps no such book
     */
    public Lane of(String book) {
        Lane lane = lanes.get(book);
        if (lane == null) {
            throw new IllegalArgumentException("This server keeps no book called " + book);
        }
        return lane;
    }

    /** Closes all of them, the last one first; what was accepted is answered. */
    @Override
    public void close() {
        lanes.reversed().values().forEach(Lane::close);
    }
}
