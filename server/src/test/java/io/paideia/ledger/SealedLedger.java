package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.TestDatabase;
import io.paideia.database.Visit;
import io.paideia.lane.Book;
import io.paideia.lane.Handler;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A small ledger with every kind of row in a database of its own, made once; each test works on a
 * copy of it, in which even the transactions that wrote the rows are the same.
 */
final class SealedLedger implements AutoCloseable {

    /** A transfer among seventy of its block. */
    static final long TRANSFER = 20;

    private static final String PROTOTYPE = "sealed_ledger";
    private static final Currency CNY = Currency.of("CNY");
    private static final Currency USD = Currency.of("USD");
    private static int copies;
    private static boolean made;

    private final String name;
    private final Visit visit;

    private SealedLedger(String name, String url) {
        this.name = name;
        this.visit = Visit.of(url);
    }

    static synchronized SealedLedger copy() {
        if (!made) {
            try (Database database =
                    TestDatabase.open(TestDatabase.another(PROTOTYPE, "template1"))) {
                fill(database);
            }
            made = true;
        }
        String name = "sealed_copy" + ++copies;
        return new SealedLedger(name, TestDatabase.another(name, PROTOTYPE));
    }

    /** As somebody who may do everything, past all triggers and constraints. */
    void tamper(String... statements) throws SQLException {
        try (Connection connection = visit.open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET session_replication_role = replica");
            statement.execute(
                    """
                    DO $$ DECLARE c record; BEGIN
                        FOR c IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
                                  WHERE contype = 'c' AND connamespace = 'ledger'::regnamespace
                        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.of, c.conname); END LOOP;
                    END $$
                    """);
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        }
    }

    /** Remembers the rows of a table. */
    void keep(String table) throws SQLException {
        tamper(
                "DROP TABLE IF EXISTS public.kept",
                "CREATE TABLE public.kept AS TABLE ledger." + table);
    }

    /** Makes the table's rows what was remembered. */
    void restore(String table) throws SQLException {
        tamper(
                "DELETE FROM ledger."
                        + table
                        + " t WHERE NOT EXISTS (SELECT FROM public.kept k WHERE k::text = t::text)",
                "INSERT INTO ledger."
                        + table
                        + " SELECT * FROM public.kept k WHERE NOT EXISTS (SELECT FROM ledger."
                        + table
                        + " t WHERE k::text = t::text)");
    }

    /** All roots and hashes anew, as somebody would who knows how they are made. */
    void reseal() throws SQLException {
        tamper(
                """
                DO $$ DECLARE b ledger.block; before bytea := ''; BEGIN
                    FOR b IN SELECT * FROM ledger.block ORDER BY book, number LOOP
                        IF b.number = 1 THEN
                            before := ledger.beginning((SELECT name FROM ledger.book WHERE number = b.book));
                        END IF;
                        b.root := ledger.root(ARRAY(
                            SELECT leaf FROM (
                                SELECT 1, number, ledger.leaf(a) FROM ledger.account a
                                 WHERE book = b.book AND block = b.number
                                UNION ALL SELECT 2, place, ledger.leaf(c) FROM ledger.flag_change c
                                 WHERE book = b.book AND block = b.number
                                UNION ALL SELECT 3, number, ledger.leaf(t) FROM ledger.transfer t
                                 WHERE number BETWEEN b.last_transfer - b.transfers + 1 AND b.last_transfer
                                UNION ALL SELECT 4, place, ledger.leaf(r) FROM ledger.refusal r
                                 WHERE book = b.book AND block = b.number) AS rows(kind, place, leaf)
                             ORDER BY kind, place));
                        b.hash := ledger.block_hash(b, before);
                        before := b.hash;
                        UPDATE ledger.block SET root = b.root, hash = b.hash WHERE book = b.book AND number = b.number;
                    END LOOP;
                END $$
                """);
    }

    Verification.Result verify(Verification.Expected... expected) throws SQLException {
        return verify(visit, expected);
    }

    Verification.Result verifyBook(String book) throws SQLException {
        return new Verification(new Verification.Options(book, List.of(), transfers -> {}))
                .run(visit::open);
    }

    static Verification.Result verify(Visit visit, Verification.Expected... expected)
            throws SQLException {
        return new Verification(new Verification.Options(null, List.of(expected), transfers -> {}))
                .run(visit::open);
    }

    String text(String query) throws SQLException {
        try (Connection connection = visit.open();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() {
        TestDatabase.drop(name);
    }

    private static void fill(Database database) {
        try (Lane main = lane("main", database);
                Lane side = lane("side", database)) {
            Ledger ledger = new Ledger();
            Account bank = new Account("bank", CNY);
            Account ada = new Account("buyer:ada:wallet", CNY);
            Account bob = new Account("buyer:bob:wallet", CNY);
            Account eve = new Account("eve", CNY);
            List<Transfer> sales = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                sales.add(single(bank, ada, 100 + i));
            }
            Transfer kept = hold(ada, bob, 30).within(Duration.ofDays(9));
            Transfer part = hold(ada, bob, 40);
            Transfer brief = hold(ada, bob, 50).within(Duration.ofNanos(1_000));
            Transfer gone = hold(ada, bob, 60);
            each(main, ledger, sales.toArray(Transfer[]::new));
            each(main, ledger, single(bank, eve, 5), kept, part, brief, gone);
            each(
                    main,
                    ledger,
                    Transfer.post(TransferId.next(), part, new Money(CNY, 25)),
                    Transfer.cancel(TransferId.next(), gone),
                    expiry(brief),
                    Transfer.reversal(TransferId.next(), sales.get(3)),
                    single(bob, ada, 1_000_000));
            main.call(ledger, List.of(single(ada, eve, 1), single(bob, eve, 1_000_000)));
            each(
                    main,
                    ledger,
                    single(ada, bob, 1_000_000).balancing(Transfer.Balancing.DEBIT),
                    new Transfer(
                            TransferId.next(),
                            new Account("bank", USD),
                            new Account("suspense", USD),
                            new Money(USD, 7),
                            "sale",
                            Transfer.Phase.SINGLE,
                            null,
                            null,
                            null,
                            Transfer.Balancing.NONE));
            freeze(main, eve);
            Ledger fresh = new Ledger();
            each(main, fresh, single(bank, bob, 3), single(bank, eve, 4));
            each(side, ledger, single(bank, ada, 11), single(ada, bob, 10));
        }
        move(database);
    }

    /**
     * From east to west, a move in each state and with each kind of refusal; the amount tells it.
     */
    private static void move(Database database) {
        try (Lanes lanes =
                Lanes.start(
                        List.of("east", "west"),
                        database,
                        LaneSettings.DEFAULT,
                        new SimpleMeterRegistry())) {
            Ledger ledger = new Ledger();
            Books books = new Books(lanes, ledger);
            Moves moves = new Moves(books, ledger, JdbcClient.create(database.pool()));
            Account ada = new Account("buyer:ada:wallet", CNY);
            Account bob = new Account("buyer:bob:wallet", CNY);
            Account poor = new Account("buyer:poor:wallet", CNY);
            each(lanes.of("east"), ledger, single(new Account("bank", CNY), ada, 500));
            carry(moves, order(ada, bob, 30));
            carry(moves, order(ada, new Account("bank", USD), 20));
            carry(moves, order(poor, bob, 5));
            moves.begin(order(ada, bob, 7));
            MoveOrder arrived = order(ada, bob, 8);
            moves.begin(arrived);
            moves.arrive(arrived).join();
            MoveOrder occupied = order(ada, bob, 9);
            Account bank = new Account("bank", CNY);
            each(
                    lanes.of("west"),
                    ledger,
                    Transfer.single(
                            occupied.arrival().id(), bank, bob, new Money(CNY, 1), "sale", null));
            carry(moves, occupied);
        }
    }

    private static void carry(Moves moves, MoveOrder order) {
        moves.carry(moves.begin(order).move()).join();
    }

    private static MoveOrder order(Account from, Account to, long amount) {
        return new MoveOrder(
                MoveId.next(),
                new Place("east", from),
                new Place("west", to),
                new Money(CNY, amount),
                "move");
    }

    private static Lane lane(String book, Database database) {
        return Lane.start(
                new Book(book, database), LaneSettings.DEFAULT, new SimpleMeterRegistry());
    }

    private static void each(Lane lane, Ledger ledger, Transfer... transfers) {
        lane.call(ledger, Arrays.stream(transfers).map(List::of).toList());
    }

    private static Transfer single(Account debit, Account credit, long amount) {
        return Transfer.single(
                TransferId.next(), debit, credit, new Money(CNY, amount), "sale", "订单 1");
    }

    private static Transfer hold(Account debit, Account credit, long amount) {
        return Transfer.pending(
                TransferId.next(), debit, credit, new Money(CNY, amount), "hold", null);
    }

    private static Transfer expiry(Transfer held) {
        return new Transfer(
                TransferId.next(),
                held.debit(),
                held.credit(),
                held.amount(),
                held.kind(),
                Transfer.Phase.EXPIRE,
                held.id(),
                null,
                null,
                Transfer.Balancing.NONE);
    }

    private static void freeze(Lane lane, Account account) {
        Handler<Account, Boolean> freezing =
                (accounts, batch) -> {
                    Session session = new Ledger().session(batch);
                    session.load(accounts);
                    Block block = session.begin();
                    for (Account each : accounts) {
                        block.changes().add(new FlagChange(session.of(each).number, true, false));
                    }
                    session.write(block);
                    return accounts.stream().map(_ -> true).toList();
                };
        assertThat(lane.call(freezing, account)).isTrue();
    }
}
