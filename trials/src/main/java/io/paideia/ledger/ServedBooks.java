package io.paideia.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Several books as a server keeps them, with those who look after them from time to time, and
 * without the rest of a server. Thread-safe.
 */
public final class ServedBooks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServedBooks.class);

    private static final long SWEEP_MILLIS = 200;

    /** Moves are left alone for a shorter time than in a server, so that a trial is shorter. */
    private static final Duration ALONE = Duration.ofMillis(500);

    private final Lanes lanes;
    private final Ledger ledger = new Ledger();
    private final AccountOrders accounts = new AccountOrders(ledger);
    private final Moves moves;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService sweepers = Executors.newScheduledThreadPool(2);

    private ServedBooks(Lanes lanes, Database database) {
        JdbcClient client = JdbcClient.create(database.pool());
        Books books = new Books(lanes, ledger);
        this.lanes = lanes;
        this.moves = new Moves(books, ledger, client, ALONE);
        every(new HoldExpiry(client, books, new ExpireDue(ledger))::sweep);
        every(new MovesUnderWay(moves)::sweep);
    }

    public static ServedBooks open(
            List<String> books, Database database, LaneSettings settings, MeterRegistry meters) {
        return new ServedBooks(Lanes.start(books, database, settings, meters), database);
    }

    /** Posts these in this book, all or none. */
    public CompletableFuture<List<Outcome>> post(String book, List<Transfer> transfers) {
        return lanes.of(book).submit(ledger, transfers);
    }

    /** What became of the wish, in the ledger's own word. */
    public CompletableFuture<String> change(String book, Account account, Wish wish) {
        Lane lane = lanes.of(book);
        return lane.submit(accounts, wish.of(account)).thenApply(Enum::name);
    }

    /**
     * Moves an amount from one book to another, to its end: {@code created}, or {@code exists} if
     * it is known already, or {@code id_reused} if another one is, or why it was refused.
     */
    public CompletableFuture<String> move(
            UUID id,
            String from,
            Account debit,
            String to,
            Account credit,
            Money amount,
            String kind) {
        MoveOrder order =
                new MoveOrder(
                        new MoveId(id),
                        new Place(from, debit),
                        new Place(to, credit),
                        amount,
                        kind);
        return CompletableFuture.supplyAsync(() -> moves.begin(order), callers)
                .thenCompose(
                        begun ->
                                begun.move().order().equals(order)
                                        ? moves.carry(begun.move())
                                                .thenApply(move -> told(move, begun.before()))
                                        : CompletableFuture.completedFuture(
                                                Outcome.ID_REUSED.code()));
    }

    private static String told(Move move, boolean before) {
        Outcome refusal = move.refusal();
        if (refusal != null) {
            return refusal.code();
        }
        return (before ? Outcome.EXISTS : Outcome.CREATED).name().toLowerCase(Locale.ROOT);
    }

    private void every(Runnable sweep) {
        Future<?> _ =
                sweepers.scheduleWithFixedDelay(
                        () -> {
                            try {
                                sweep.run();
                            } catch (RuntimeException e) {
                                log.warn("A sweep failed; the next comes soon", e);
                            }
                        },
                        SWEEP_MILLIS,
                        SWEEP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Lets those end who wait for an answer. */
    @Override
    public void close() {
        sweepers.close();
        callers.close();
        lanes.close();
    }
}
