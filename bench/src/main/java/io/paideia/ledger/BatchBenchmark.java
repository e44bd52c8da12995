package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a batch costs without a database: looking up the remembered balances, deciding each
 * transfer, sealing the block, encoding its rows for COPY, and remembering. One operation is one
 * batch. JMH makes subclasses of it, so it cannot be final.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchBenchmark {

    private static final int ACCOUNTS = 100_000;
    private static final int PREPARED = 80_000;

    /** Transfers in a batch. */
    @Param({"1", "64", "1000", "8000"})
    public int size;

    /** The share of credits that go to one account. */
    @Param({"0", "0.9"})
    public double hot;

    private final List<List<List<Transfer>>> batches = new ArrayList<>();
    private final EncodingStore store = new EncodingStore();
    private final Ledger ledger = new Ledger(_ -> store);
    private int next;

    /** Opens the accounts, and makes orders enough for batches to differ. */
    @Setup
    public void prepare() throws SQLException {
        Currency currency = Currency.of("CNY");
        List<Account> accounts =
                IntStream.range(0, ACCOUNTS)
                        .mapToObj(n -> new Account("bench:" + n, currency))
                        .toList();
        Random random = new Random(7);
        List<List<Transfer>> opening = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i += 2) {
            opening.add(List.of(order(accounts.get(i), accounts.get(i + 1))));
        }
        post(opening);
        for (int i = 0; i < Math.max(1, PREPARED / size); i++) {
            List<List<Transfer>> groups = new ArrayList<>();
            for (int n = 0; n < size; n++) {
                int credit = random.nextDouble() < hot ? 0 : random.nextInt(ACCOUNTS);
                int debit = (credit + random.nextInt(1, ACCOUNTS)) % ACCOUNTS;
                groups.add(List.of(order(accounts.get(debit), accounts.get(credit))));
            }
            batches.add(groups);
        }
    }

    /** All of it. */
    @Benchmark
    public void batch(Blackhole hole) throws SQLException {
        next = (next + 1) % batches.size();
        hole.consume(post(batches.get(next)));
        hole.consume(store.block);
    }

    /** Hashing alone: the leaves, their tree and the block. */
    @Benchmark
    public Object seal() {
        return block().seal();
    }

    /** Writing the bytes for COPY alone. */
    @Benchmark
    public Object encode() {
        BlockWriter writer = new BlockWriter(EncodingStore.NOWHERE, block());
        writer.encode();
        return writer;
    }

    private List<List<Outcome>> post(List<List<Transfer>> groups) throws SQLException {
        Batch batch = Batch.withoutConnection("bench", Instant.EPOCH, "1");
        List<List<Outcome>> outcomes = ledger.handle(groups, batch);
        batch.committed();
        return outcomes;
    }

    /** The newest; made once for those that only look at it. */
    private Block block() {
        Block written = store.block;
        if (written == null || written.transfers().size() != size) {
            try {
                post(batches.getFirst());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            written = store.block;
        }
        if (written == null) {
            throw new IllegalStateException("No block was written");
        }
        return written;
    }

    private static Transfer order(Account debit, Account credit) {
        return Transfer.single(
                TransferId.next(), debit, credit, new Money(debit.currency(), 100), "bench", null);
    }

    /** Knows no id, keeps balances and the head, and makes the bytes that it would send. */
    private static final class EncodingStore implements LedgerStore {

        /** Is never asked. */
        static final Connection NOWHERE =
                (Connection)
                        Proxy.newProxyInstance(
                                Connection.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (_, method, _) -> {
                                    throw new UnsupportedOperationException(method.getName());
                                });

        private Head head = Head.before(0);
        private @Nullable Block block;

        @Override
        public int book(String name) {
            return 0;
        }

        @Override
        public Head head(int book) {
            return head;
        }

        @Override
        public Known find(Set<UUID> ids) {
            return new Known(Map.of(), Map.of());
        }

        /** All balances are remembered; whoever is not was never opened. */
        @Override
        public Map<Account, Balance> read(
                int book, Collection<Account> accounts, Map<Account, @Nullable Long> numbers) {
            return new HashMap<>();
        }

        @Override
        public List<Transfer> due(int book, Instant at, int most) {
            return List.of();
        }

        @Override
        public void write(Block sealed, Head newest, Collection<Balance> changed) {
            new BlockWriter(NOWHERE, sealed).encode();
            head = newest;
            block = sealed;
        }
    }
}
