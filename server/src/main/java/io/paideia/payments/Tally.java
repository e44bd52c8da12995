package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.terms.Share;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transfers that are gathered for one batch, and what the parties' accounts have after them: read
 * once, then followed in memory. Confined to the batch.
 */
final class Tally {

    private final Map<Account, Money> balances;
    private final Set<Account> closed;
    private final List<Transfer> transfers = new ArrayList<>();

    private Tally(Map<Account, Money> balances, Set<Account> closed) {
        this.balances = balances;
        this.closed = closed;
    }

    /** Opens a tally of all parties of these orders. */
    static Tally open(Ledger ledger, Batch batch, Iterable<Order> orders) throws SQLException {
        Set<Account> accounts = new LinkedHashSet<>();
        Set<Account> debts = new LinkedHashSet<>();
        for (Order order : orders) {
            for (Share share : Booking.shares(order)) {
                Party party = new Party(share.party());
                if (!party.owesNothing()) {
                    Currency currency = share.amount().currency();
                    accounts.addAll(party.gives(currency));
                    debts.add(party.debt(currency));
                }
            }
        }
        Map<Account, Money> balances = new HashMap<>(ledger.free(batch, accounts));
        // What a dispute only holds is no debt yet that a sale should repay.
        balances.putAll(ledger.posted(batch, debts));
        return new Tally(balances, ledger.closed(batch, accounts));
    }

    void post(Ledger ledger, Batch batch) throws SQLException {
        ledger.post(batch, transfers);
    }

    /** Whether a party's account takes nothing any more. */
    boolean isClosed(Account account) {
        return closed.contains(account);
    }

    /** Adds a transfer that moves money at once. */
    void move(Transfer transfer) {
        transfers.add(transfer);
        change(transfer.debit(), transfer.amount().negated());
        change(transfer.credit(), transfer.amount());
    }

    /** Adds a transfer that holds what an account can give; a debt is none while it is held. */
    void hold(Taken taken, Transfer transfer) {
        transfers.add(transfer);
        if (!taken.asDebt()) {
            change(taken.account(), taken.amount().negated());
        }
    }

    /** Adds a transfer that ends a hold. Nothing else of this tally may need what it frees. */
    void end(Transfer transfer) {
        transfers.add(transfer);
    }

    /** What the account can give. */
    Money has(Account account) {
        Money balance = balances.getOrDefault(account, Money.zero(account.currency()));
        return balance.isNegative() ? Money.zero(account.currency()) : balance;
    }

    /** What the account owes. */
    Money owes(Account debt) {
        Money balance = balances.getOrDefault(debt, Money.zero(debt.currency()));
        return balance.isNegative() ? balance.negated() : Money.zero(debt.currency());
    }

    private void change(Account account, Money by) {
        balances.computeIfPresent(account, (key, balance) -> balance.plus(by));
    }
}
