package io.paideia.ledger;

import io.paideia.money.Money;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction sees and writes: the committed rows, and its own above them. Confined to the
 * transaction's thread.
 */
public final class MemoryWrites implements LedgerStore, MoveStore {

    private final MemoryRows committed;
    private final MemoryRows own = new MemoryRows();
    private final Statement statement;

    /** What happens before each statement; it may fail. */
    @FunctionalInterface
    public interface Statement {
        void begin() throws SQLException;
    }

    public MemoryWrites(MemoryRows committed, Statement statement) {
        this.committed = committed;
        this.statement = statement;
    }

    /** Commits: others see it from here on. */
    public void apply() {
        committed.add(own);
    }

    @Override
    public int book(String name) throws SQLException {
        statement.begin();
        Integer known = own.books.getOrDefault(name, committed.books.get(name));
        if (known == null) {
            known = committed.books.size() + own.books.size();
            own.books.put(name, known);
        }
        return known;
    }

    @Override
    public Head head(int book) throws SQLException {
        statement.begin();
        Head newest = own.heads.getOrDefault(book, committed.heads.get(book));
        return newest == null ? Head.before(book) : newest;
    }

    @Override
    public Known find(Set<UUID> ids) throws SQLException {
        statement.begin();
        Map<UUID, Posted> posted = new HashMap<>();
        Map<UUID, Refusal> refused = new HashMap<>();
        for (UUID id : ids) {
            Posted before = own.posted(id) == null ? committed.posted(id) : own.posted(id);
            if (before != null) {
                Transfer.Phase by = own.resolved.get(id);
                posted.put(id, by == null ? before : before.nowResolved(by));
            }
            Refusal refusal = own.refused.getOrDefault(id, committed.refused.get(id));
            if (refusal != null) {
                refused.put(id, refusal);
            }
        }
        return new Known(posted, refused);
    }

    @Override
    public List<Transfer> due(int book, Instant at, int most) throws SQLException {
        statement.begin();
        return Stream.concat(committed.due(book, at), own.due(book, at))
                .filter(row -> !own.released.contains(row.id()))
                .sorted(MemoryRows.EARLIEST)
                .limit(most)
                .map(this::pending)
                .toList();
    }

    private Transfer pending(TransferRow row) {
        Account debit = account(row.debit());
        return Transfer.pending(
                new TransferId(row.id()),
                debit,
                account(row.credit()),
                new Money(debit.currency(), row.amount()),
                row.kind(),
                row.reference());
    }

    private Account account(long number) {
        Balance balance = own.accounts.getOrDefault(number, committed.accounts.get(number));
        return Objects.requireNonNull(balance).account;
    }

    @Override
    public Map<Account, Balance> read(
            int book, Collection<Account> accounts, Map<Account, @Nullable Long> numbers)
            throws SQLException {
        statement.begin();
        Map<Account, Balance> found = new HashMap<>();
        for (Account account : accounts) {
            Long number = numbers.get(account);
            if (number == null) {
                MemoryRows.Name name = new MemoryRows.Name(book, account);
                number = own.numbers.getOrDefault(name, committed.numbers.get(name));
            }
            Balance balance =
                    number == null
                            ? null
                            : own.accounts.getOrDefault(number, committed.accounts.get(number));
            if (balance != null) {
                // As in the tables: whoever remembers a wrong number reads another's balance.
                found.put(balance.account, MemoryRows.copy(balance));
            }
        }
        return found;
    }

    @Override
    public void write(Block block, Head head, Collection<Balance> changed) throws SQLException {
        statement.begin();
        own.seal(block.book(), head);
        for (Opening opening : block.openings()) {
            own.numbers.put(new MemoryRows.Name(block.book(), opening.account()), opening.number());
            Balance opened =
                    new Balance(
                            opening.account(), opening.debitsLimited(), opening.creditsLimited());
            opened.number = opening.number();
            own.accounts.put(opening.number(), opened);
        }
        changed.forEach(this::update);
        block.changes().forEach(this::update);
        block.transfers().forEach(this::add);
        own.released.addAll(block.released());
        block.refusals().forEach(refusal -> own.refused.put(refusal.id(), refusal));
    }

    /** Writes balances; the flags are columns of their own, and stay. */
    private void update(Balance changed) {
        Balance updated = MemoryRows.copy(changed);
        Balance before = stored(changed.number);
        updated.frozen = before != null && before.frozen;
        updated.closed = before != null && before.closed;
        own.accounts.put(updated.number, updated);
    }

    private void update(FlagChange change) {
        Balance updated = MemoryRows.copy(Objects.requireNonNull(stored(change.account())));
        updated.frozen = change.frozen();
        updated.closed = change.closed();
        own.accounts.put(updated.number, updated);
    }

    private @Nullable Balance stored(long number) {
        return own.accounts.getOrDefault(number, committed.accounts.get(number));
    }

    private void add(TransferRow row) {
        own.add(row);
        if (row.expiresAt() != null) {
            own.due.put(row.id(), row);
        }
    }

    @Override
    public Map<MoveId, Move> find(Collection<MoveId> ids) throws SQLException {
        statement.begin();
        Map<MoveId, Move> found = new HashMap<>();
        for (MoveId id : ids) {
            Move move = own.moves.getOrDefault(id, committed.moves.get(id));
            if (move != null) {
                found.put(id, move);
            }
        }
        return found;
    }

    @Override
    public void insert(List<Move> begun, long aloneMillis) throws SQLException {
        end(begun);
    }

    @Override
    public void end(List<Move> ended) throws SQLException {
        statement.begin();
        ended.forEach(move -> own.moves.put(move.order().id(), move));
    }
}
