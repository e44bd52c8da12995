package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Posts transfers. Everything happens in a batch of the book, under its lock, so what is read is
 * what will be written on. As a {@link Handler} it takes groups from a lane; other modules'
 * handlers call {@link #post} in their own batch. Thread-safe; holds no balances between batches.
 */
@Component
public final class Ledger implements Handler<List<Transfer>, List<Outcome>> {

    private final AccountBook accounts = new AccountBook();

    /** Posts groups, each all or nothing; accounts are opened when they are first named. */
    @Override
    public List<List<Outcome>> handle(List<List<Transfer>> groups, Batch batch)
            throws SQLException {
        Set<Account> named = new HashSet<>();
        Set<UUID> ids = new LinkedHashSet<>();
        for (List<Transfer> group : groups) {
            for (Transfer transfer : group) {
                named.add(transfer.debit());
                named.add(transfer.credit());
                ids.add(transfer.id().value());
                TransferId resolves = transfer.resolves();
                if (resolves != null) {
                    ids.add(resolves.value());
                }
            }
        }
        Map<Account, Long> numbers = accounts.open(batch, named);
        Map<Long, Balance> balances = accounts.read(batch.connection(), numbers.values());
        TransferRows rows = new TransferRows();
        Posting posting =
                new Posting(numbers, balances, TransferRows.find(batch.connection(), ids), rows);
        List<List<Outcome>> outcomes = new ArrayList<>(groups.size());
        for (List<Transfer> group : groups) {
            outcomes.add(posting.decide(group));
        }
        if (rows.size() > 0) {
            rows.insert(batch);
            TransferRows.update(batch.connection(), balances.values());
        }
        return outcomes;
    }

    /**
     * Posts transfers that cannot be refused if the caller is right.
     *
     * @throws IllegalStateException if one is refused; the batch is then rolled back
     */
    public void post(Batch batch, List<Transfer> transfers) throws SQLException {
        if (transfers.isEmpty()) {
            return;
        }
        List<List<Outcome>> outcomes = handle(transfers.stream().map(List::of).toList(), batch);
        for (int i = 0; i < transfers.size(); i++) {
            Outcome outcome = outcomes.get(i).getFirst();
            if (!outcome.posted()) {
                throw new IllegalStateException(
                        "Refused as " + outcome.code() + ": " + transfers.get(i));
            }
        }
    }

    /**
     * What each account holds in this batch: credits minus debits, posted, less what is held on the
     * debit side. An account that was never opened holds nothing.
     */
    public Map<Account, Money> free(Batch batch, Collection<Account> wanted) throws SQLException {
        Map<Account, Long> numbers = accounts.find(batch.connection(), wanted);
        Map<Long, Balance> balances = accounts.read(batch.connection(), numbers.values());
        Map<Account, Money> free = new HashMap<>();
        for (Account account : wanted) {
            Long number = numbers.get(account);
            Balance balance = number == null ? null : balances.get(number);
            free.put(account, new Money(account.currency(), balance == null ? 0 : balance.free()));
        }
        return free;
    }
}
