package io.paideia.payments;

import io.paideia.http.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What channels must be asked about, and when: the rows of a table whose {@code next_check_at} has
 * come. The next time is written before the channel is asked, so several servers do not ask at
 * once, and one that is killed leaves the rest. Nothing waits for an answer, so that a channel that
 * hangs holds up no other. Thread-safe.
 */
public final class Agenda {

    private static final Logger log = LoggerFactory.getLogger(Agenda.class);

    /** How many times a sweep's worth may be under way, in case a channel hangs for long. */
    private static final int SWEEPS = 20;

    private final JdbcClient sql;
    private final Clock clock;
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
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
     * Begins to ask about everything that is due and not being asked about already, side by side,
     * and does not wait for the answers. What fails is asked again at its next time.
     *
     * @param most how many to begin with at once
     */
    public void work(int most, Rhythm rhythm, Consumer<UUID> question) {
        int room = Math.min(most, most * SWEEPS - underWay.size());
        if (room <= 0) {
            return;
        }
        Instant now = clock.instant();
        List<Entry> entries =
                sql.sql(due)
                        .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .param("limit", room)
                        .query(
                                (row, number) ->
                                        new Entry(
                                                row.getObject(1, UUID.class),
                                                row.getString(2),
                                                row.getInt(3)))
                        .list();
        for (Entry entry : entries) {
            // What is asked about still comes up again later, as if it had been asked just now.
            if (claim(entry, rhythm.next(entry, now)) && underWay.add(entry.id())) {
                Thread.ofVirtual().start(() -> ask(entry.id(), question));
            }
        }
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

    private void ask(UUID id, Consumer<UUID> question) {
        try {
            question.accept(id);
        } catch (Problem notYet) {
            log.info("{} is asked about again later: {}", id, notYet.getMessage());
        } catch (RuntimeException e) {
            log.warn("{} is asked about again later", id, e);
        } finally {
            underWay.remove(id);
        }
    }
}
