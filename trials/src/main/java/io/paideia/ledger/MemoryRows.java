package io.paideia.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's rows in memory. Has none of the guards that stand in the database's tables: a
 * careless writer's work is kept, so that it is seen. Not thread-safe.
 */
public final class MemoryRows {

    static final Comparator<TransferRow> EARLIEST =
            Comparator.comparing(MemoryRows::expiry).thenComparing(TransferRow::id);

    final Map<String, Integer> books = new HashMap<>();
    final Map<Integer, Head> heads = new HashMap<>();
    final Map<Long, Balance> accounts = new HashMap<>();
    final Map<Name, Long> numbers = new HashMap<>();
    final List<TransferRow> transfers = new ArrayList<>();
    final Map<UUID, TransferRow> posted = new HashMap<>();
    final Map<UUID, Transfer.Phase> resolved = new HashMap<>();
    final Map<UUID, Refusal> refused = new HashMap<>();
    final Map<UUID, TransferRow> due = new HashMap<>();
    final Set<UUID> released = new HashSet<>();
    final Map<MoveId, Move> moves = new HashMap<>();
    private final Map<Integer, List<Long>> sealed = new HashMap<>();

    /** An account in a book. */
    public record Name(int book, Account account) {}

    /** Has these books, numbered from 0, and nothing in them. */
    public static MemoryRows of(List<String> books) {
        MemoryRows rows = new MemoryRows();
        for (String book : books) {
            rows.books.put(book, rows.books.size());
        }
        return rows;
    }

    /** One side's view of a transfer, as its row tells it. */
    public record Side(
            Account account, long sequence, long previous, long balance, boolean debit) {}

    /** A transfer's row, in the order of the book. */
    public record Entry(long number, UUID id, String phase, long amount, Side debit, Side credit) {}

    /**
     * An account as it stands.
     *
     * @param posted its balance, credits minus debits
     * @param held of what it has
     * @param awaited what is held elsewhere to come in
     */
    public record Holding(
            long posted,
            long held,
            long awaited,
            long sequence,
            boolean debitsLimited,
            boolean creditsLimited,
            boolean frozen,
            boolean closed) {}

    /** All transfers, in the order of their rows. */
    public List<Entry> entries() {
        return transfers.stream().map(this::entry).toList();
    }

    public Map<Name, Holding> holdings() {
        Map<Name, Holding> holdings = new HashMap<>();
        accounts.forEach(
                (number, balance) ->
                        holdings.put(
                                new Name(Head.bookOf(number), balance.account), holding(balance)));
        return holdings;
    }

    private static Holding holding(Balance balance) {
        return new Holding(
                balance.posted(),
                balance.debitsPending,
                balance.creditsPending,
                balance.sequence,
                balance.debitsLimited,
                balance.creditsLimited,
                balance.frozen,
                balance.closed);
    }

    /** The numbers of a book's blocks, in the order in which they were written. */
    public List<Long> blocks(int book) {
        return sealed.getOrDefault(book, List.of());
    }

    /** Moves that nobody has ended yet. */
    public List<BookMove> underWay() {
        return moves.values().stream()
                .filter(Move::underWay)
                .map(move -> BookMove.of(move.order()))
                .sorted(Comparator.comparing(BookMove::id))
                .toList();
    }

    /** Whether something is held at this time that should be expired. */
    public boolean isDue(int book, Instant at) {
        return due(book, at).findAny().isPresent();
    }

    @Nullable Posted posted(UUID id) {
        TransferRow row = posted.get(id);
        return row == null ? null : new Posted(row, resolved.get(id));
    }

    /** What stands to be expired in the book at this time. */
    Stream<TransferRow> due(int book, Instant at) {
        return due.values().stream()
                .filter(row -> Head.bookOf(row.number()) == book && !expiry(row).isAfter(at));
    }

    private static Instant expiry(TransferRow row) {
        Instant expiresAt = row.expiresAt();
        return expiresAt == null ? Instant.MAX : expiresAt;
    }

    void add(TransferRow row) {
        transfers.add(row);
        posted.put(row.id(), row);
        UUID resolves = row.resolves();
        if (resolves != null) {
            resolved.put(resolves, row.phase());
        }
    }

    void seal(int book, Head head) {
        heads.put(book, head);
        sealed.computeIfAbsent(book, _ -> new ArrayList<>()).add(head.block());
    }

    void add(MemoryRows others) {
        books.putAll(others.books);
        heads.putAll(others.heads);
        others.sealed.forEach(
                (book, numbers) ->
                        sealed.computeIfAbsent(book, _ -> new ArrayList<>()).addAll(numbers));
        moves.putAll(others.moves);
        accounts.putAll(others.accounts);
        numbers.putAll(others.numbers);
        others.transfers.forEach(this::add);
        refused.putAll(others.refused);
        due.putAll(others.due);
        others.released.forEach(due::remove);
    }

    private Entry entry(TransferRow row) {
        return new Entry(
                row.number(),
                row.id(),
                row.phase().word(),
                row.amount(),
                new Side(
                        account(row.debit()),
                        row.debitSequence(),
                        row.debitPrevious(),
                        row.debitBalance(),
                        true),
                new Side(
                        account(row.credit()),
                        row.creditSequence(),
                        row.creditPrevious(),
                        row.creditBalance(),
                        false));
    }

    private Account account(long number) {
        Balance balance = accounts.get(number);
        if (balance == null) {
            throw new IllegalStateException("A transfer of no account: " + number);
        }
        return balance.account;
    }

    static Balance copy(Balance from) {
        Balance to = new Balance(from.account, from.debitsLimited, from.creditsLimited);
        to.number = from.number;
        to.frozen = from.frozen;
        to.closed = from.closed;
        return to.read(
                from.debitsPosted,
                from.creditsPosted,
                from.debitsPending,
                from.creditsPending,
                from.sequence,
                from.last);
    }
}
