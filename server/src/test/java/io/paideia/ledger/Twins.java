package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.ids.TypeId;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two new books with their models, and the moves between them. */
final class Twins implements AutoCloseable {

    /** What is heard of moves. */
    static final Set<Object> MOVES =
            Set.of(
                    "known before",
                    "refused there",
                    Outcome.CREATED,
                    Outcome.EXISTS,
                    Move.State.UNDER_WAY,
                    Move.State.MOVED,
                    Move.State.REFUSED);

    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final JdbcClient client = TestDatabase.client();
    private final List<String> names = List.of(TimedBook.newName(), TimedBook.newName());
    private final Lanes lanes =
            Lanes.start(
                    names, TestDatabase.shared(), LaneSettings.DEFAULT, new SimpleMeterRegistry());
    private final long mark = TypeId.next().getMostSignificantBits();
    private final List<Twin> books = List.of(twin(0), twin(1));
    private final PlainMoves plainMoves =
            new PlainMoves(
                    books.stream().collect(Collectors.toMap(b -> b.book.name, b -> b.model)));

    /** As each was when it had begun; what was refused at once is not among them. */
    private final List<Move> begun = new ArrayList<>();

    private final List<MoveOrder> moveOrders = new ArrayList<>();
    private final BiConsumer<String, Object> heard;
    private Moves moves = anotherServer();
    private long ids;

    /**
     * @param heard is told each answer, and what it answers
     */
    Twins(BiConsumer<String, Object> heard) {
        this.heard = heard;
        for (int n = 0; n < books.size(); n++) {
            order(
                    n,
                    List.of(
                            new AccountOrders.Open(Twin.CLOSED, Limit.NONE),
                            new AccountOrders.Change(Twin.CLOSED, null, true),
                            new AccountOrders.Open(Twin.OWING, Limit.CREDITS),
                            new AccountOrders.Open(Twin.FROZEN, Limit.NONE),
                            new AccountOrders.Change(Twin.FROZEN, true, null)));
        }
    }

    private Twin twin(int n) {
        String name = names.get(n);
        return new Twin(
                new TimedBook(name, lanes.of(name)),
                names.get(1 - n),
                () -> new TransferId(nextId()));
    }

    /** Ordered as they are made, so that the same commands do the same again. */
    private UUID nextId() {
        return new UUID(mark, VARIANT | ++ids);
    }

    Twin book(int n) {
        return books.get(n);
    }

    /** From now on each book is written by a server that remembers nothing. */
    void forget() {
        moves = anotherServer();
    }

    private Moves anotherServer() {
        Ledger ledger = books.getFirst().book.anotherLedger();
        books.forEach(each -> each.book.ledger = ledger);
        return new Moves(new Books(lanes, ledger), ledger, client, Duration.ZERO);
    }

    void pass(Duration time) {
        for (Twin each : books) {
            each.book.pass(time);
            each.model.now = each.book.now();
        }
    }

    void order(int n, List<AccountOrders.Order> orders) {
        book(n).order(orders).forEach(answer -> heard.accept("accounts", answer));
    }

    void post(int n, List<List<Draft>> groups) {
        book(n).post(groups).forEach(outcome -> heard.accept("transfers", outcome));
    }

    /** The first step alone. */
    void begin(int from, Account debit, Account credit, long amount) {
        begin(
                new MoveOrder(
                        new MoveId(nextId()),
                        new Place(names.get(from), debit),
                        new Place(names.get(1 - from), credit),
                        Draft.kwd(amount),
                        "move"));
    }

    private void begin(MoveOrder order) {
        boolean before = plainMoves.knows(order.id());
        BeginMove.Begun answer = moves.begin(order);
        assertThat(PlainMoves.Standing.of(answer.move())).isEqualTo(plainMoves.begin(order));
        assertThat(answer.before()).as("%s before", order).isEqualTo(before);
        moveOrders.add(order);
        if (!before && answer.move().underWay()) {
            begun.add(answer.move());
        }
        heard.accept("moves", before ? "known before" : answer.move().state());
    }

    /** Under an id that was used, the other way round if it cannot be the same. */
    void beginAgain(int nth, long amount) {
        if (moveOrders.isEmpty()) {
            return;
        }
        MoveOrder order = Twin.pick(moveOrders, nth);
        begin(
                amount == 0
                        ? order
                        : new MoveOrder(
                                order.id(),
                                order.to(),
                                order.from(),
                                Draft.kwd(amount),
                                order.kind()));
    }

    /** The second step alone, perhaps once more, as after a crash. */
    void arrive(int nth) {
        if (!begun.isEmpty()) {
            MoveOrder order = Twin.pick(begun, nth).order();
            Outcome arrival = moves.arrive(order).join();
            assertThat(arrival).as("%s", order).isEqualTo(plainMoves.arrive(order));
            heard.accept("moves", arrival.posted() ? arrival : "refused there");
        }
    }

    /** The second step and the third, by somebody who does not know how far it came. */
    void carry(int nth) {
        if (!begun.isEmpty()) {
            carry(Twin.pick(begun, nth));
        }
    }

    private void carry(Move move) {
        MoveId id = move.order().id();
        assertThat(moves.find(id).map(PlainMoves.Standing::of)).hasValue(plainMoves.of(id));
        Move end = moves.carry(move).join();
        assertThat(PlainMoves.Standing.of(end)).isEqualTo(plainMoves.carry(move.order()));
        heard.accept("moves", end.state());
    }

    /** All that is under way. */
    void sweep() {
        List<Move> claimed = moves.claim();
        Set<MoveId> ids = new HashSet<>();
        claimed.forEach(move -> ids.add(move.order().id()));
        assertThat(ids).isEqualTo(plainMoves.underWay());
        claimed.forEach(this::carry);
    }

    void compareBalances() {
        books.forEach(Twin::compareBalances);
    }

    /** What each book says it sent to the other and got from there. */
    void compareClearing() {
        assertThat(
                        new Clearing(client)
                                .pairs().stream().filter(pair -> names.contains(pair.from())))
                .containsExactlyInAnyOrderElementsOf(
                        List.of(
                                        plainMoves.pair(names.getFirst(), names.getLast()),
                                        plainMoves.pair(names.getLast(), names.getFirst()))
                                .stream()
                                .filter(pair -> pair.sent() + pair.received() + pair.underWay() > 0)
                                .toList())
                .allMatch(Clearing.Pair::reconciled);
    }

    @Override
    public void close() {
        lanes.close();
    }
}
