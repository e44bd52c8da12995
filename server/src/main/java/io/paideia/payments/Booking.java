package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.terms.Share;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Turns sales, refunds and disputes into transfers, within one batch. Several of one batch see each
 * other. Confined to the batch.
 */
final class Booking {

    private final Tally tally;
    private final List<Taken> taken = new ArrayList<>();

    private Booking(Tally tally) {
        this.tally = tally;
    }

    /** Opens a booking for these orders' shares. */
    static Booking open(Ledger ledger, Batch batch, Iterable<Order> orders) throws SQLException {
        return new Booking(Tally.open(ledger, batch, orders));
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
        tally.post(ledger, batch);
    }

    /** Whether every share of the order can still be booked to whoever earns it. */
    boolean takes(Order order) {
        return earning(order).stream().noneMatch(tally::isClosed);
    }

    /** The accounts that the order's shares arrive on. */
    static List<Account> earning(Order order) {
        return shares(order).stream()
                .map(share -> new Party(share.party()).earns(share.amount().currency()))
                .toList();
    }

    /** What refunds took so far, or disputes hold. */
    List<Taken> taken() {
        return taken;
    }

    /**
     * Books the order's shares from the channel; a party in debt repays at once. That part never
     * passes the account that earns: it may be frozen, and what was paid must be booked.
     */
    SharesPosted sale(Payment payment, Order order, String channel) {
        Account source = Till.of(channel, order, payment.amount().currency());
        List<SharesPosted.Part> parts = new ArrayList<>();
        List<Share> shares = shares(order);
        List<Money> amounts = parts(order, payment.amount());
        int nth = 0;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            Money amount = amounts.get(i);
            Currency currency = amount.currency();
            UUID cause = payment.id().value();
            Party party = new Party(share.party());
            Account earned = party.earns(currency);
            if (party.owesNothing()) {
                nth += some(cause, nth, source, earned, amount, "sale", order);
                continue;
            }
            Account debt = party.debt(currency);
            Money repaid = amount.min(tally.owes(debt));
            nth += some(cause, nth, source, earned, amount.minus(repaid), "sale", order);
            nth += some(cause, nth, source, debt, repaid, "repayment", order);
            if (party.settledWith()) {
                parts.add(
                        new SharesPosted.Part(
                                i, share.party(), amount.minus(repaid), share.cycleDays()));
            }
        }
        return new SharesPosted(payment.order(), payment.id(), parts);
    }

    /** Books money that nobody may keep. */
    void late(Attempt attempt, Order order) {
        Currency currency = attempt.amount().currency();
        move(
                attempt.id().value(),
                0,
                Till.of(attempt.channel(), order, currency),
                Account.suspense(currency),
                attempt.collected(),
                "late_payment",
                order);
    }

    /** Books that late money came back once more: the channel could not give it away. */
    void lateReturnFailed(Refund refund, Attempt attempt, Order order) {
        Currency currency = refund.amount().currency();
        tally.move(
                Transfer.reversal(
                        Taken.undoing(refund.id().value(), 0),
                        Transfer.single(
                                TransferId.of(refund.id().value(), 0),
                                Account.suspense(currency),
                                Till.of(attempt.channel(), order, currency),
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
                Till.of(attempt.channel(), order, currency),
                refund.amount(),
                "late_refund",
                order);
    }

    /**
     * Books a refund: each share gives back in proportion to what it still holds, from pending
     * first, then from available, then as a debt.
     *
     * @param parts what each share gives back, in the order's sequence
     * @param to where it goes
     */
    SharesReversed refund(Refund refund, List<Money> parts, Order order, Account to) {
        List<Taken> sources =
                sources(
                        refund.id().value(),
                        parts,
                        order,
                        source -> tally.move(source.single(to, order)));
        return reversed(refund.id().value(), sources, order);
    }

    /** Books that a refund which was booked before took nothing after all. */
    SharesRestored refundFailed(Refund refund, List<Taken> before, Order order, String channel) {
        for (Taken given : before) {
            Account to = Till.of(channel, order, given.amount().currency());
            tally.move(Transfer.reversal(given.undoing(), given.single(to, order)));
            // A debt that later sales repaid meanwhile was none: the party gets that back.
            Money surplus =
                    given.asDebt()
                            ? tally.has(given.account())
                            : Money.zero(given.amount().currency());
            if (surplus.isPositive()) {
                tally.move(
                        Transfer.single(
                                Taken.undoing(given.cause(), before.size() + given.nth()),
                                given.account(),
                                new Party(given.party()).gives(surplus.currency()).getLast(),
                                surplus.min(given.amount()),
                                "repayment",
                                order.id().toString()));
            }
        }
        return new SharesRestored(order.id(), refund.id().value());
    }

    /**
     * Holds what a dispute may take, from where a refund would take it. It is the parties' still,
     * but they can neither get it out nor give it to somebody else.
     */
    SharesReversed hold(UUID dispute, List<Money> parts, Order order, String channel) {
        List<Taken> sources =
                sources(
                        dispute,
                        parts,
                        order,
                        source -> tally.hold(source, source.pending(channel, order)));
        return reversed(dispute, sources, order);
    }

    /** Lets go what a dispute held. */
    void letGo(List<Taken> held, Order order, String channel) {
        for (Taken part : held) {
            tally.end(Transfer.cancel(part.undoing(), part.pending(channel, order)));
        }
    }

    /** Takes what a dispute held: the provider gave it to the buyer. */
    void takeHeld(List<Taken> held, Order order, String channel) {
        for (Taken part : held) {
            tally.end(Transfer.post(part.undoing(), part.pending(channel, order), part.amount()));
        }
    }

    /**
     * What the cause takes from which account. Each is booked before the next is looked for: one
     * party may have several shares.
     */
    private List<Taken> sources(
            UUID cause, List<Money> parts, Order order, Consumer<Taken> booking) {
        List<Taken> sources = new ArrayList<>();
        List<Share> shares = shares(order);
        for (int i = 0; i < shares.size(); i++) {
            Party party = new Party(shares.get(i).party());
            Money part = parts.get(i);
            Currency currency = part.currency();
            int share = i;
            BiConsumer<Account, Money> take =
                    (account, amount) -> {
                        if (amount.isPositive()) {
                            Taken next = new Taken(cause, sources.size(), share, account, amount);
                            sources.add(next);
                            booking.accept(next);
                        }
                    };
            if (party.owesNothing()) {
                take.accept(party.earns(currency), part);
                continue;
            }
            Money rest = part;
            for (Account account : party.gives(currency)) {
                Money given = rest.min(tally.has(account));
                take.accept(account, given);
                rest = rest.minus(given);
            }
            take.accept(party.debt(currency), rest);
        }
        taken.addAll(sources);
        return sources;
    }

    private static SharesReversed reversed(UUID cause, List<Taken> sources, Order order) {
        return new SharesReversed(
                order.id(),
                cause,
                sources.stream()
                        .filter(Taken::fromPending)
                        .map(
                                source ->
                                        new SharesReversed.Part(
                                                source.share(), source.party(), source.amount()))
                        .toList());
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
        tally.move(
                Transfer.single(
                        TransferId.of(cause, nth),
                        debit,
                        credit,
                        amount,
                        kind,
                        order.id().toString()));
    }
}
