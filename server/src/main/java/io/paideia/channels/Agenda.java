package io.paideia.channels;

import io.paideia.http.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What channels must be asked about, and when: the rows of a table whose {@code next_check_at} has
 * come. The next time is written before the channel is asked, so several servers do not ask at
 * once, and one that is killed leaves the rest. Thread-safe.
 */
public final class Agenda {

    private static final Logger log = LoggerFactory.getLogger(Agenda.class);

    private final JdbcClient sql;
    private final Clock clock;
    private final String due;
    private final String claim;

    /**
     * @param table with {@code id}, {@code status}, {@code checks} and {@code next_check_at}; its
     *     name with the schema
     */
    public Agenda(JdbcClient sql, String table, Clock clock) {
        this.sql = sql;
        this.clock = clock;
        this.due =
                "SELECT id, status, checks FROM "
                        + table
                        + " WHERE next_check_at <= :now ORDER BY next_check_at LIMIT :limit";
        this.claim =
                "UPDATE "
                        + table
                        + " SET next_check_at = :next, checks = checks + 1"
                        + " WHERE id = :id AND checks = :checks AND status = :status";
    }

    /**
     * Something that is due.
     *
     * @param checks how often the channel was asked before
     */
    public record Entry(UUID id, String status, int checks) {}

    /** When to ask once more, should this time tell nothing. */
    public interface Rhythm {
        Instant next(Entry entry, Instant now);
    }

    /**
     * Asks about everything that is due, side by side: a channel that is slow to answer for one
     * does not hold up the others. What fails is asked again at its next time.
     *
     * @param most how many at once
     */
    public void work(int most, Rhythm rhythm, Consumer<UUID> question) {
        Instant now = clock.instant();
        List<Entry> entries =
                sql.sql(due)
                        .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .param("limit", most)
                        .query(
                                (row, number) ->
                                        new Entry(
                                                row.getObject(1, UUID.class),
                                                row.getString(2),
                                                row.getInt(3)))
                        .list();
        List<Thread> asking =
                entries.stream()
                        .filter(entry -> claim(entry, rhythm.next(entry, now)))
                        .map(entry -> Thread.ofVirtual().start(() -> ask(entry.id(), question)))
                        .toList();
        asking.forEach(Agenda::join);
    }

    private boolean claim(Entry entry, Instant next) {
        return sql.sql(claim)
                        .param("next", OffsetDateTime.ofInstant(next, ZoneOffset.UTC))
                        .param("id", entry.id())
                        .param("checks", entry.checks())
                        .param("status", entry.status())
                        .update()
                == 1;
    }

    private static void ask(UUID id, Consumer<UUID> question) {
        try {
            question.accept(id);
        } catch (Problem notYet) {
            log.info("{} is asked about again later: {}", id, notYet.getMessage());
        } catch (RuntimeException e) {
            log.warn("{} is asked about again later", id, e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
