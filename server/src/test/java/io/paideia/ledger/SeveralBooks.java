package io.paideia.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Three books of this test's own over the real database, and servers that keep them. */
class SeveralBooks {

    static final Currency CNY = Currency.of("CNY");
    private static final AtomicInteger tests = new AtomicInteger();

    final JdbcClient client = TestDatabase.client();
    final Clearing clearing = new Clearing(client);
    final String mark = "n" + tests.incrementAndGet();
    final List<String> names = Stream.of("asia_", "europe_", "africa_").map(n -> n + mark).toList();
    final String asia = names.get(0);
    final String europe = names.get(1);
    final String africa = names.get(2);
    private final List<Server> servers = new ArrayList<>();
    final Server server = server();

    /** What one server process has of books. */
    record Server(Lanes lanes, Books books, Ledger ledger, Moves moves) {

        Outcome post(String book, Transfer transfer) {
            return lanes.of(book).call(ledger, List.of(transfer)).getFirst();
        }

        /** All three steps. */
        Move move(MoveOrder order) {
            return moves.carry(moves.begin(order).move()).join();
        }

        void sweep() {
            new MovesUnderWay(moves).sweep();
        }

        AccountOrders.Answer change(Place place, boolean frozen, boolean closed) {
            return lanes.of(place.book())
                    .call(
                            new AccountOrders(ledger),
                            new AccountOrders.Change(place.account(), frozen, closed));
        }
    }

    final Server server() {
        Lanes lanes =
                Lanes.start(
                        names,
                        TestDatabase.shared(),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry());
        Ledger ledger = new Ledger();
        Books books = new Books(lanes, ledger);
        Server started =
                new Server(lanes, books, ledger, new Moves(books, ledger, client, Duration.ZERO));
        servers.add(started);
        return started;
    }

    @AfterEach
    void close() {
        servers.forEach(started -> started.lanes().close());
    }

    Place wallet(String book, String owner) {
        return new Place(book, new Account("buyer:" + owner + ":wallet", CNY));
    }

    /** Gives the account so much from a bank in its book. */
    void fund(Place place, long amount) {
        Account bank = new Account("bank:" + mark, CNY);
        Transfer gift =
                Transfer.single(
                        TransferId.next(), bank, place.account(), cny(amount), "gift", null);
        if (!server.post(place.book(), gift).posted()) {
            throw new AssertionError("Refused: " + gift);
        }
    }

    static Money cny(long amount) {
        return new Money(CNY, amount);
    }

    static MoveOrder order(Place from, Place to, long amount) {
        return new MoveOrder(MoveId.next(), from, to, cny(amount), "move");
    }

    /**
     * Debits posted, credits posted, debits pending, credits pending; "" if it was never opened.
     */
    String balance(Place place) {
        return client.sql(
                        """
                        SELECT format('%s %s %s %s', debits_posted, credits_posted, debits_pending, credits_pending)
                          FROM ledger.account a JOIN ledger.book b ON b.number = a.book
                         WHERE b.name = ? AND code = ? AND currency = ?
                        """)
                .param(place.book())
                .param(place.account().code())
                .param(place.account().currency().code())
                .query(String.class)
                .optional()
                .orElse("");
    }

    /** Those pairs whose books are this test's. */
    List<Clearing.Pair> pairs() {
        return clearing.pairs().stream().filter(pair -> names.contains(pair.from())).toList();
    }
}
