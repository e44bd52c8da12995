package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.ledger.Account;
import io.paideia.ledger.Account.Stage;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
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
import java.util.UUID;

/**
 * Turns sales and refunds into transfers, within one batch. It reads the parties' balances once and
 * follows them in memory, so that several refunds of one batch see each other. Confined to the
 * batch.
 */
final class Booking {

    private static final String OPERATOR = "operator";

    private final Map<Account, Money> free;
    private final List<Transfer> transfers = new ArrayList<>();

    private Booking(Map<Account, Money> free) {
        this.free = new HashMap<>(free);
    }

    /** Opens a booking for these orders' shares. */
    static Booking open(Ledger ledger, Batch batch, Iterable<Order> orders) throws SQLException {
        Set<Account> accounts = new LinkedHashSet<>();
        for (Order order : orders) {
            for (Share share : shares(order)) {
                if (!share.party().equals(OPERATOR)) {
                    Currency currency = share.amount().currency();
                    accounts.add(Account.of(share.party(), Stage.PENDING, currency));
                    accounts.add(Account.of(share.party(), Stage.AVAILABLE, currency));
                    accounts.add(Account.of(share.party(), Stage.RECEIVABLE, currency));
                }
            }
        }
        return new Booking(ledger.free(batch, accounts));
    }

    /** All shares of an order, item by item. */
    static List<Share> shares(Order order) {
        return order.items().stream().flatMap(item -> item.shares().stream()).toList();
    }

    void post(Ledger ledger, Batch batch) throws SQLException {
        ledger.post(batch, transfers);
    }

    /** Books the order's shares from the channel; a party in debt repays at once. */
    SharesPosted sale(Payment payment, Order order, String channel) {
        Account source = Account.channel(channel, payment.amount().currency());
        List<SharesPosted.Part> parts = new ArrayList<>();
        List<Share> shares = shares(order);
        int nth = 0;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            Currency currency = share.amount().currency();
            if (share.party().equals(OPERATOR)) {
                move(
                        payment.id().value(),
                        nth++,
                        source,
                        Account.fees(currency),
                        share.amount(),
                        "sale",
                        order);
                continue;
            }
            Account pending = Account.of(share.party(), Stage.PENDING, currency);
            Account debt = Account.of(share.party(), Stage.RECEIVABLE, currency);
            move(payment.id().value(), nth++, source, pending, share.amount(), "sale", order);
            Money repaid = share.amount().min(owed(debt));
            if (repaid.isPositive()) {
                move(payment.id().value(), nth++, pending, debt, repaid, "repayment", order);
            }
            parts.add(
                    new SharesPosted.Part(
                            i, share.party(), share.amount().minus(repaid), share.cycleDays()));
        }
        return new SharesPosted(payment.order(), payment.id(), parts);
    }

    /** Books money that nobody may keep. */
    void late(Attempt attempt, Order order) {
        Currency currency = attempt.amount().currency();
        move(
                attempt.id().value(),
                0,
                Account.channel(attempt.channel(), currency),
                Account.suspense(currency),
                attempt.amount(),
                "late_payment",
                order);
    }

    /** Books that late money went back. */
    void lateReturned(Refund refund, Attempt attempt, Order order) {
        Currency currency = refund.amount().currency();
        move(
                refund.id().value(),
                0,
                Account.suspense(currency),
                Account.channel(attempt.channel(), currency),
                refund.amount(),
                "late_refund",
                order);
    }

    /**
     * Books a refund: each share gives back in proportion to what it still holds, from pending
     * first, then from available, then as a debt.
     *
     * @param parts what each share gives back, in the order's sequence
     */
    SharesReversed refund(Refund refund, List<Money> parts, Order order, String channel) {
        Account target = Account.channel(channel, refund.amount().currency());
        List<SharesReversed.Part> fromPending = new ArrayList<>();
        List<Share> shares = shares(order);
        UUID cause = refund.id().value();
        int nth = 0;
        for (int i = 0; i < shares.size(); i++) {
            String party = shares.get(i).party();
            Money part = parts.get(i);
            Currency currency = part.currency();
            if (party.equals(OPERATOR)) {
                nth += take(cause, nth, Account.fees(currency), target, part, order);
                continue;
            }
            Account pending = Account.of(party, Stage.PENDING, currency);
            Account available = Account.of(party, Stage.AVAILABLE, currency);
            Money first = part.min(held(pending));
            Money second = part.minus(first).min(held(available));
            nth += take(cause, nth, pending, target, first, order);
            nth += take(cause, nth, available, target, second, order);
            nth +=
                    take(
                            cause,
                            nth,
                            Account.of(party, Stage.RECEIVABLE, currency),
                            target,
                            part.minus(first).minus(second),
                            order);
            if (first.isPositive()) {
                fromPending.add(new SharesReversed.Part(i, party, first));
            }
        }
        return new SharesReversed(order.id(), refund.id(), fromPending);
    }

    private int take(UUID cause, int nth, Account from, Account to, Money amount, Order order) {
        if (!amount.isPositive()) {
            return 0;
        }
        move(cause, nth, from, to, amount, "refund", order);
        return 1;
    }

    private void move(
            UUID cause,
            int nth,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            Order order) {
        transfers.add(
                Transfer.single(
                        TransferId.of(cause, nth),
                        debit,
                        credit,
                        amount,
                        kind,
                        order.id().toString()));
        free.computeIfPresent(debit, (account, balance) -> balance.minus(amount));
        free.computeIfPresent(credit, (account, balance) -> balance.plus(amount));
    }

    private Money held(Account account) {
        Money balance = free.getOrDefault(account, Money.zero(account.currency()));
        return balance.isNegative() ? Money.zero(account.currency()) : balance;
    }

    private Money owed(Account debt) {
        Money balance = free.getOrDefault(debt, Money.zero(debt.currency()));
        return balance.isNegative() ? balance.negated() : Money.zero(debt.currency());
    }
}
