package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Moves money between books. No transaction touches two books: the amount is held in the first,
 * posted or refused in the second, and then posted or freed in the first. Each of the three steps
 * can be repeated, by anyone and at the same time, without another effect; what a crash leaves
 * between two of them is carried on by {@link MovesUnderWay}. Thread-safe.
 */
@Component
final class Moves {

    /** For so long whoever took a move in hand is left alone with it. */
    private static final Duration ALONE = Duration.ofSeconds(5);

    private static final int AT_ONCE = 500;

    private static final String FIND = MoveRows.COLUMNS + " WHERE m.id = ?";

    /**
     * Skips what another server is claiming at this moment, and what is of books kept elsewhere.
     */
    private static final String CLAIM =
            """
            WITH claimed AS (
                UPDATE ledger.move
                   SET again_at = clock_timestamp() + :millis * interval '1 millisecond'
                 WHERE id IN (SELECT id FROM ledger.move
                               WHERE state = 'under_way' AND again_at <= clock_timestamp()
                                 AND from_book = ANY (:books) AND to_book = ANY (:books)
                               ORDER BY again_at
                               LIMIT :most
                                 FOR UPDATE SKIP LOCKED)
                RETURNING id
            )
            """
                    + MoveRows.COLUMNS
                    + " WHERE m.id IN (SELECT id FROM claimed)";

    private final Books books;
    private final Ledger ledger;
    private final JdbcClient database;
    private final Duration alone;
    private final BeginMove begin;
    private final EndMove end;

    @Autowired
    Moves(Books books, Ledger ledger, JdbcClient database) {
        this(books, ledger, database, ALONE);
    }

    Moves(Books books, Ledger ledger, JdbcClient database, Duration alone) {
        this.alone = alone;
        this.books = books;
        this.ledger = ledger;
        this.database = database;
        Function<Batch, MoveStore> rows = batch -> new MoveRows(batch.connection(), books);
        this.begin = new BeginMove(ledger, rows, alone);
        this.end = new EndMove(ledger, rows);
    }

    /**
     * The first step, in the book that the move comes from: writes it down and holds the amount.
     *
     * @return as it stands: under way or refused, or, under an id that is known, whatever became of
     *     the move of this id, which may be another one
     */
    BeginMove.Begun begin(MoveOrder order) {
        return lane(order.from()).call(begin, order);
    }

    /**
     * The second step, in the book that it goes to. The answer is the same whenever it is asked.
     */
    CompletableFuture<Outcome> arrive(MoveOrder order) {
        return lane(order.to()).submit(ledger, List.of(order.arrival())).thenApply(List::getFirst);
    }

    /** The third step, in the first book again: posts what was held, or frees it. */
    CompletableFuture<Move> end(MoveOrder order, Outcome arrival) {
        return lane(order.from()).submit(end, new EndMove.End(order.id(), arrival));
    }

    /**
     * Carries a move to its end. Waits for nothing: the third step is handed in by the writer of
     * the second.
     *
     * @return fails with what a lane threw; the move is then still under way, as far as is known
     */
    CompletableFuture<Move> carry(Move move) {
        if (!move.underWay()) {
            return CompletableFuture.completedFuture(move);
        }
        return CompletableFuture.completedFuture(move.order())
                .thenCompose(this::arrive)
                .thenCompose(arrival -> end(move.order(), arrival));
    }

    Optional<Move> find(MoveId id) {
        return database.sql(FIND).param(id.value()).query(MoveRows::move).optional();
    }

    /** Takes in hand what is under way and was left alone long enough, the oldest first. */
    List<Move> claim() {
        return database.sql(CLAIM)
                .param("millis", alone.toMillis())
                .param("books", books.names().stream().map(books::number).toArray(Integer[]::new))
                .param("most", AT_ONCE)
                .query(MoveRows::move)
                .list();
    }

    private Lane lane(Place place) {
        return books.lane(place.book());
    }
}
