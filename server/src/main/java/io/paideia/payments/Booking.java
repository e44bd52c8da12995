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
    private static final String PENDING = ":pending";
    private static final String RECEIVABLE = ":receivable";

    private final Map<Account, Money> free;
    private final List<Transfer> transfers = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();

    private Booking(Map<Account, Money> free) {
        this.free = new HashMap<>(free);
    }

    /** Opens a booking for these orders' shares. */
    static Booking open(Ledger ledger, Batch batch, Iterable<Order> orders) throws SQLException {
        Set<Account> accounts = new LinkedHashSet<>();
        Set<Account> debts = new LinkedHashSet<>();
        for (Order order : orders) {
            for (Share share : shares(order)) {
                if (!share.party().equals(OPERATOR)) {
                    Currency currency = share.amount().currency();
                    accounts.add(Account.of(share.party(), Stage.PENDING, currency));
                    accounts.add(Account.of(share.party(), Stage.AVAILABLE, currency));
                    debts.add(Account.of(share.party(), Stage.RECEIVABLE, currency));
                }
            }
        }
        Map<Account, Money> free = new HashMap<>(ledger.free(batch, accounts));
        // What a dispute only holds is no debt yet that a sale should repay.
        free.putAll(ledger.posted(batch, debts));
        return new Booking(free);
    }

    /** All shares of an order, item by item. */
    static List<Share> shares(Order order) {
        return order.items().stream().flatMap(item -> item.shares().stream()).toList();
    }

    /** What each share gets of the amount that was collected, in the order's sequence. */
    static List<Money> parts(Order order, Money collected) {
        return collected.split(
                shares(order).stream().map(share -> share.amount().minor()).toList());
    }

    void post(Ledger ledger, Batch batch) throws SQLException {
        ledger.post(batch, transfers);
    }

    /** What refunds took so far, or disputes hold. */
    List<Taken> taken() {
        return taken;
    }

    /** Books the order's shares from the channel; a party in debt repays at once. */
    SharesPosted sale(Payment payment, Order order, String channel) {
        Account source = Account.channel(channel, payment.amount().currency());
        List<SharesPosted.Part> parts = new ArrayList<>();
        List<Share> shares = shares(order);
        List<Money> amounts = parts(order, payment.amount());
        int nth = 0;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            Money amount = amounts.get(i);
            Currency currency = amount.currency();
            UUID cause = payment.id().value();
            if (share.party().equals(OPERATOR)) {
                nth += some(cause, nth, source, Account.fees(currency), amount, "sale", order);
                continue;
            }
            Account pending = Account.of(share.party(), Stage.PENDING, currency);
            Account debt = Account.of(share.party(), Stage.RECEIVABLE, currency);
            nth += some(cause, nth, source, pending, amount, "sale", order);
            Money repaid = amount.min(owed(debt));
            nth += some(cause, nth, pending, debt, repaid, "repayment", order);
            parts.add(
                    new SharesPosted.Part(
                            i, share.party(), amount.minus(repaid), share.cycleDays()));
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
                attempt.collected(),
                "late_payment",
                order);
    }

    /** Books that late money came back once more: the channel could not give it away. */
    void lateReturnFailed(Refund refund, Attempt attempt, Order order) {
        Currency currency = refund.amount().currency();
        add(
                Transfer.reversal(
                        undoing(refund.id().value(), 0),
                        Transfer.single(
                                TransferId.of(refund.id().value(), 0),
                                Account.suspense(currency),
                                Account.channel(attempt.channel(), currency),
                                refund.amount(),
                                "late_refund",
                                order.id().toString())));
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
        List<Taken> sources = sources(refund.id().value(), parts, order);
        for (Taken taken : sources) {
            add(single(taken, channel, order));
        }
        return reversed(refund.id().value(), sources, order);
    }

    /** Books that a refund which was booked before took nothing after all. */
    SharesRestored refundFailed(Refund refund, List<Taken> before, Order order, String channel) {
        for (Taken taken : before) {
            add(Transfer.reversal(undoing(taken.cause(), taken.nth()), single(taken, channel, order)));
            // A debt that later sales repaid meanwhile was none: the party gets that back.
            Money surplus = free.getOrDefault(taken.account(), taken.amount().negated());
            if (isDebt(taken.account()) && surplus.isPositive()) {
                add(
                        Transfer.single(
                                undoing(taken.cause(), before.size() + taken.nth()),
                                taken.account(),
                                Account.of(party(taken.account()), Stage.AVAILABLE, surplus.currency()),
                                surplus.min(taken.amount()),
                                "repayment",
                                order.id().toString()));
            }
        }
        return new SharesRestored(order.id(), refund.id().value());
    }

    /** What the cause takes from which account; it counts as taken from here on. */
    private List<Taken> sources(UUID cause, List<Money> parts, Order order) {
        List<Taken> sources = new ArrayList<>();
        List<Share> shares = shares(order);
        for (int i = 0; i < shares.size(); i++) {
            String party = shares.get(i).party();
            Money part = parts.get(i);
            Currency currency = part.currency();
            if (party.equals(OPERATOR)) {
                take(sources, cause, i, Account.fees(currency), part);
                continue;
            }
            Account pending = Account.of(party, Stage.PENDING, currency);
            Account available = Account.of(party, Stage.AVAILABLE, currency);
            Money first = part.min(held(pending));
            Money second = part.minus(first).min(held(available));
            take(sources, cause, i, pending, first);
            take(sources, cause, i, available, second);
            Money rest = part.minus(first).minus(second);
            take(sources, cause, i, Account.of(party, Stage.RECEIVABLE, currency), rest);
        }
        taken.addAll(sources);
        return sources;
    }

    private void take(List<Taken> sources, UUID cause, int share, Account from, Money amount) {
        if (amount.isPositive()) {
            sources.add(new Taken(cause, sources.size(), share, from, amount));
        }
    }

    private static SharesReversed reversed(UUID cause, List<Taken> sources, Order order) {
        List<SharesReversed.Part> parts = new ArrayList<>();
        for (Taken taken : sources) {
            if (taken.account().code().endsWith(PENDING)) {
                parts.add(
                        new SharesReversed.Part(
                                taken.share(), party(taken.account()), taken.amount()));
            }
        }
        return new SharesReversed(order.id(), cause, parts);
    }

    private static Transfer single(Taken taken, String channel, Order order) {
        return Transfer.single(
                TransferId.of(taken.cause(), taken.nth()),
                taken.account(),
                Account.channel(channel, taken.amount().currency()),
                taken.amount(),
                "refund",
                order.id().toString());
    }

    /** The transfer that undoes or ends a cause's nth one. */
    private static TransferId undoing(UUID cause, int nth) {
        return TransferId.of(cause, -1 - nth);
    }

    private static boolean isDebt(Account account) {
        return account.code().endsWith(RECEIVABLE);
    }

    private static String party(Account account) {
        return account.code().substring(0, account.code().lastIndexOf(':'));
    }

    /** Moves what there is; gives back how many transfers that took. */
    private int some(
            UUID cause,
            int nth,
            Account debit,
            Account credit,
            Money amount,
            String kind,
            Order order) {
        if (!amount.isPositive()) {
            return 0;
        }
        move(cause, nth, debit, credit, amount, kind, order);
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
        add(
                Transfer.single(
                        TransferId.of(cause, nth),
                        debit,
                        credit,
                        amount,
                        kind,
                        order.id().toString()));
    }

    private void add(Transfer transfer) {
        Money amount = transfer.amount();
        transfers.add(transfer);
        free.computeIfPresent(transfer.debit(), (account, balance) -> balance.minus(amount));
        free.computeIfPresent(transfer.credit(), (account, balance) -> balance.plus(amount));
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
