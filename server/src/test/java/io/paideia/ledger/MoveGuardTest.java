package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.http.Problem;
import io.paideia.lane.Handler;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What moves between books refuse, whoever calls them. */
@Timeout(60)
final class MoveGuardTest extends SeveralBooks {

    private final Place ada = wallet(asia, "ada");
    private final Place bob = wallet(europe, "bob");

    private BeginMove beginning() {
        return new BeginMove(
                server.ledger(),
                batch -> new MoveRows(batch.connection(), server.books()),
                Duration.ZERO);
    }

    @Test
    void aMoveGoesToAnotherBook() {
        assertThatThrownBy(() -> order(ada, wallet(asia, "bob"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMoveIsOfSomething() {
        assertThatThrownBy(() -> order(ada, bob, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clearingAccountsAreMovedThroughAndNotTo() {
        Place clearing = new Place(europe, Account.clearing(africa, CNY));
        assertThatThrownBy(() -> order(ada, clearing, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> order(clearing, ada, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsOfTransfersNameNoClearingAccountByItsCode() {
        assertReserved(row(Account.clearing(europe, CNY).code(), "bank"), Map.of());
        assertReserved(row("bank", Account.clearing(europe, CNY).code()), Map.of());
    }

    @Test
    void listsOfTransfersNameNoClearingAccountByItsId() {
        AccountId id = AccountId.next();
        assertReserved(
                row(id.toString(), "bank"),
                Map.of(id, new Place(asia, Account.clearing(europe, CNY))));
    }

    private TransferRequest row(String debit, String credit) {
        return new TransferRequest(
                TransferId.next(),
                asia,
                debit,
                credit,
                cny(1),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private void assertReserved(TransferRequest row, Map<AccountId, Place> places) {
        assertThatThrownBy(() -> new RowBooks(server.books(), places).of(List.of(row)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.errors().toString())
                                        .contains(RowBooks.RESERVED));
    }

    @Test
    void aMoveBeginsInItsOwnBook() {
        fund(wallet(europe, "ada"), 100);
        MoveOrder order = order(ada, bob, 60);
        assertThatThrownBy(() -> server.lanes().of(europe).call(beginning(), order))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining(asia);
        assertThat(server.moves().find(order.id())).isEmpty();
        assertThat(balance(wallet(europe, "ada"))).isEqualTo("0 100 0 0");
    }

    @Test
    void ofTwoOrdersUnderOneIdInABatchTheFirstIsTheMove() {
        fund(ada, 100);
        MoveOrder first = order(ada, bob, 60);
        MoveOrder second = new MoveOrder(first.id(), ada, bob, cny(61), "move");
        List<BeginMove.Begun> begun =
                server.lanes().of(asia).call(beginning(), List.of(first, second));
        assertThat(begun).extracting(answer -> answer.move().order()).containsOnly(first);
        assertThat(begun).extracting(BeginMove.Begun::before).containsExactly(false, true);
        assertThat(balance(ada)).isEqualTo("0 100 60 0");
    }

    @Test
    void aMoveThatEndedStaysAsItIsWhateverItIsTold() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        Move moved = server.move(order);
        assertThat(server.moves().end(order, Outcome.OVERFLOW).join()).isEqualTo(moved);
        assertThat(balance(ada)).isEqualTo("60 100 0 0");
    }

    /** Whoever let go what was held, the move must not tell that it did. */
    @Test
    void anEndThatIsRefusedChangesNothing() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        server.moves().begin(order);
        Transfer hold = order.hold();
        assertThat(server.post(asia, Transfer.cancel(TransferId.next(), hold)))
                .isEqualTo(Outcome.CREATED);
        assertThatThrownBy(() -> server.moves().end(order, Outcome.CREATED).join())
                .hasCauseInstanceOf(LaneException.Failed.class);
        assertThat(server.moves().find(order.id()).orElseThrow().underWay()).isTrue();
    }

    @Test
    void anEndIsOfAMoveThatIsUnderWay() {
        Move never =
                Move.begun(order(ada, bob, 60), Outcome.CREATED, Instant.EPOCH)
                        .ended(Outcome.CREATED, Instant.EPOCH);
        Handler<Move, Boolean> ending =
                (moves, batch) -> {
                    new MoveRows(batch.connection(), server.books()).end(moves);
                    return moves.stream().map(_ -> true).toList();
                };
        assertThatThrownBy(() -> server.lanes().of(asia).call(ending, never))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("0 of 1");
    }

    /** It could not carry them on, and the other server would leave them alone meanwhile. */
    @Test
    void aServerClaimsMovesOfItsOwnBooksOnly() {
        fund(ada, 100);
        MoveOrder order = order(ada, bob, 60);
        server.moves().begin(order);
        try (Lanes fewer =
                Lanes.start(
                        List.of(asia, africa),
                        TestDatabase.shared(),
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry())) {
            Ledger ledger = new Ledger();
            Moves moves = new Moves(new Books(fewer, ledger), ledger, client, Duration.ZERO);
            assertThat(moves.claim()).isEmpty();
        }
        assertThat(server.moves().claim()).extracting(Move::order).containsExactly(order);
    }
}
