package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of moves between books: whole, refused, repeated, and cut off between two steps. */
@Timeout(60)
final class MovesTest extends SeveralBooks {

    private final Place ada = wallet(asia, "ada");
    private final Place bob = wallet(europe, "bob");

    private Place clearing(String book, String other) {
        return new Place(book, Account.clearing(other, CNY));
    }

    /** Whether as many moves of 60 from ada's 100 to bob took effect as were meant to. */
    private void assertMoved(int moves) {
        long moved = 60L * moves;
        assertThat(balance(ada)).isEqualTo(moved + " 100 0 0");
        assertThat(balance(bob)).isEqualTo(moves == 0 ? "" : "0 " + moved + " 0 0");
        assertThat(pairs())
                .isEqualTo(
                        moves == 0
                                ? List.of()
                                : List.of(Clearing.Pair.of(asia, europe, "CNY", moved, moved, 0)));
        assertThat(server.moves().claim()).isEmpty();
    }

    @Test
    void movesAnAmountThroughTheClearingAccountsOfBothBooks() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        Move move = server.move(order);
        assertThat(move.status()).isEqualTo("moved");
        assertThat(move.endedAt()).isNotNull();
        assertThat(server.moves().find(order.id())).contains(move);
        assertMoved(1);
        assertThat(balance(clearing(asia, europe))).isEqualTo("0 60 0 0");
        assertThat(balance(clearing(europe, asia))).isEqualTo("60 0 0 0");
        assertThat(
                        client.sql(
                                        "SELECT phase FROM ledger.transfer WHERE reference = ?"
                                                + " ORDER BY at")
                                .param(order.id().toString())
                                .query(String.class)
                                .list())
                .containsExactly("pending", "single", "post");
    }

    @Test
    void eachDirectionIsCountedByItself() {
        fund(ada, 100);
        server.move(order(ada, bob, 60));
        server.move(order(bob, ada, 25));
        assertThat(pairs())
                .containsExactly(
                        Clearing.Pair.of(asia, europe, "CNY", 60, 60, 0),
                        Clearing.Pair.of(europe, asia, "CNY", 25, 25, 0));
        assertThat(balance(clearing(asia, europe))).isEqualTo("25 60 0 0");
        assertThat(balance(clearing(europe, asia))).isEqualTo("60 25 0 0");
    }

    @ParameterizedTest
    @CsvSource({
        "poor,     insufficient_funds, asia",
        "frozen,   account_frozen,     asia",
        "emptied,  account_closed,     asia",
        "dollars,  currency_mismatch,  asia",
        "closed,   account_closed,     europe",
        "euros,    currency_mismatch,  europe",
        "occupied, id_reused,          europe"
    })
    void eitherBookRefusesAndThenNothingMoved(String what, String code, String by) {
        Place from = ada;
        Place to = bob;
        fund(ada, 100);
        switch (what) {
            case "poor" -> from = wallet(asia, "poor");
            case "frozen" -> server.change(ada, true, false);
            case "emptied" -> {
                from = wallet(asia, "emptied");
                fund(from, 1);
                assertThat(server.move(order(from, wallet(africa, "any"), 1)).status())
                        .isEqualTo("moved");
                server.change(from, false, true);
            }
            case "dollars" -> from = new Place(asia, new Account("bank:x", Currency.of("USD")));
            case "closed" -> {
                to = wallet(europe, "closed");
                server.lanes()
                        .of(europe)
                        .call(
                                new AccountOrders(server.ledger()),
                                new AccountOrders.Open(to.account(), Limit.DEBITS));
                server.change(to, false, true);
            }
            case "euros" -> to = new Place(europe, new Account("bank:x", Currency.of("EUR")));
            default -> {}
        }
        MoveOrder order = order(from, to, 60);
        if (what.equals("occupied")) {
            Transfer other =
                    Transfer.single(
                            order.arrival().id(),
                            ada.account(),
                            new Account("bank:" + mark, CNY),
                            cny(100),
                            "other",
                            null);
            assertThat(server.post(asia, other)).isEqualTo(Outcome.CREATED);
            fund(ada, 100);
        }
        Move move = server.move(order);
        assertThat(move.status()).isEqualTo("refused:" + code);
        assertThat(move.refusedBy()).isEqualTo(by.equals("asia") ? asia : europe);
        assertThat(balance(ada)).endsWith(" 0 0");
        assertThat(balance(bob)).isEmpty();
        assertThat(pairs()).noneMatch(pair -> pair.to().equals(europe));
        assertThat(server.moves().claim()).isEmpty();
        // It stays refused, whatever becomes possible.
        fund(wallet(asia, "poor"), 100);
        assertThat(server.move(order)).isEqualTo(move);
    }

    @Test
    void anIdIsOneMove() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        Move move = server.move(order);
        BeginMove.Begun again = server.moves().begin(order);
        assertThat(again).isEqualTo(new BeginMove.Begun(move, true));
        MoveOrder more = new MoveOrder(order.id(), ada, bob, cny(61), "move");
        assertThat(server.move(more)).isEqualTo(move);
        MoveOrder elsewhere = new MoveOrder(order.id(), bob, ada, cny(60), "move");
        assertThat(server.move(elsewhere)).isEqualTo(move);
        assertMoved(1);
    }

    @Test
    void theSameMoveFromTwoServersAtOnceHasOneEffect() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        List<Server> both = List.of(server, server());
        List<Move> moves = parallel(40, i -> both.get(i % 2).move(order));
        assertThat(moves).allMatch(move -> move.status().equals("moved"));
        assertMoved(1);
    }

    @Test
    void theSameIdFromTwoBooksAtOnceIsOneMove() {
        fund(ada, 100);
        fund(bob, 100);
        for (int round = 0; round < 20; round++) {
            MoveId id = MoveId.next();
            List<Move> moves =
                    parallel(
                            2,
                            i ->
                                    server.move(
                                            new MoveOrder(
                                                    id,
                                                    i == 0 ? ada : bob,
                                                    i == 0 ? bob : ada,
                                                    cny(1),
                                                    "move")));
            assertThat(moves.get(0)).isEqualTo(moves.get(1));
        }
        assertThat(pairs().stream().mapToLong(Clearing.Pair::sent).sum()).isEqualTo(20);
        assertThat(pairs()).allMatch(pair -> pair.difference() == 0 && pair.underWay() == 0);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
    void whatACrashLeavesAfterAnyStepIsCarriedOnByAnother(int steps, boolean possible) {
        fund(ada, 100);
        Place to = possible ? bob : new Place(europe, new Account("bank:x", Currency.of("EUR")));
        MoveOrder order = order(ada, to, 60);
        if (steps >= 1) {
            assertThat(server.moves().begin(order).move().underWay()).isTrue();
            assertThat(balance(ada)).isEqualTo("0 100 60 0");
        }
        if (steps >= 2) {
            assertThat(server.moves().arrive(order).join().posted()).isEqualTo(possible);
            assertThat(balance(ada)).isEqualTo("0 100 60 0");
            assertThat(pairs())
                    .containsExactly(
                            Clearing.Pair.of(asia, europe, "CNY", 0, possible ? 60 : 0, 60))
                    .allMatch(Clearing.Pair::reconciled);
        }
        if (steps >= 3) {
            Outcome arrival = server.moves().arrive(order).join();
            server.moves().end(order, arrival).join();
        }
        Server another = server();
        another.sweep();
        another.sweep();
        assertMoved(steps > 0 && possible ? 1 : 0);
        // The caller, who got no answer, comes again.
        assertThat(another.move(order).status())
                .isEqualTo(possible ? "moved" : "refused:currency_mismatch");
        assertMoved(possible ? 1 : 0);
    }

    @Test
    void twoServersThatCarryOnTheSameMovesAtOnceEndEachOnce() {
        fund(ada, 1_000);
        List<MoveOrder> orders =
                IntStream.range(0, 300).mapToObj(i -> order(ada, bob, 1 + i % 5)).toList();
        long sum = orders.stream().mapToLong(order -> order.amount().minor()).sum();
        orders.forEach(order -> assertThat(server.moves().begin(order).before()).isFalse());
        for (int i = 0; i < orders.size(); i += 2) {
            server.moves().arrive(orders.get(i)).join();
        }
        List<Server> both = List.of(server, server());
        parallel(
                4,
                i -> {
                    both.get(i % 2).sweep();
                    return i;
                });
        assertThat(server.moves().claim()).isEmpty();
        assertThat(pairs()).containsExactly(Clearing.Pair.of(asia, europe, "CNY", sum, sum, 0));
        assertThat(balance(bob)).isEqualTo("0 " + sum + " 0 0");
    }

    @Test
    void whatIsHeldForAMoveCannotBeHeldUpByAFreeze() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        Move begun = server.moves().begin(order).move();
        assertThat(server.change(ada, true, false)).isEqualTo(AccountOrders.Answer.DONE);
        assertThat(server.change(ada, true, true)).isEqualTo(AccountOrders.Answer.NOT_EMPTY);
        assertThat(server.moves().carry(begun).join().status()).isEqualTo("moved");
        assertMoved(1);
        assertThat(server.move(order(ada, bob, 1)).status()).isEqualTo("refused:account_frozen");
    }

    @Test
    void anEndWhoseIdIsTakenComesAllTheSame() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        Move begun = server.moves().begin(order).move();
        Transfer taker =
                Transfer.single(
                        order.end(Outcome.CREATED).id(),
                        new Account("bank:" + mark, CNY),
                        new Account("bank:other", CNY),
                        new Money(CNY, 1),
                        "other",
                        null);
        assertThat(server.post(africa, taker)).isEqualTo(Outcome.CREATED);
        assertThat(server.moves().carry(begun).join().status()).isEqualTo("moved");
        assertMoved(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE ledger.move SET amount = 1",
                "UPDATE ledger.move SET to_code = 'thief'",
                "UPDATE ledger.move SET state = 'under_way', ended_at = NULL",
                "DELETE FROM ledger.move",
                "TRUNCATE ledger.move"
            })
    void whatAMoveSaysAndHowItEndedStays(String statement) {
        fund(ada, 100);
        server.move(order(ada, bob, 60));
        assertThatThrownBy(() -> client.sql(statement).update())
                .rootCause()
                .hasMessageMatching("(?s).*(never edited|permission denied).*");
        assertThatThrownBy(() -> TestDatabase.owner().sql(statement).update())
                .hasMessageContaining("never edited");
    }

    @Test
    void metersShowWhatIsUnderWayAndWhatDiffers() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        server.moves().begin(order);
        server.moves().arrive(order).join();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ClearingMeters look = new ClearingMeters(clearing, meters);
        look.look();
        assertThat(gauge(meters, "difference")).isEqualTo(60);
        assertThat(gauge(meters, "unreconciled")).isZero();
        assertThat(meters.get("paideia.ledger.moves.under_way").gauge().value()).isPositive();
        // Money from nowhere: the first book never held it.
        server.post(europe, order(ada, bob, 7).arrival());
        look.look();
        assertThat(gauge(meters, "difference")).isEqualTo(67);
        assertThat(gauge(meters, "unreconciled")).isEqualTo(1);
    }

    private double gauge(SimpleMeterRegistry meters, String name) {
        return meters.get("paideia.ledger.clearing." + name)
                .tags("from", asia, "to", europe, "currency", "CNY")
                .gauge()
                .value();
    }

    /** What each of so many threads came to that began together. */
    private static <T> List<T> parallel(int threads, IntFunction<T> work) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int nth = i;
                results.add(CompletableFuture.supplyAsync(() -> work.apply(nth), executor));
            }
            return results.stream().map(CompletableFuture::join).toList();
        }
    }
}
