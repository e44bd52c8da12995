package io.paideia.payouts;

import io.paideia.ledger.Account;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import java.util.List;

/**
 * The transfers of a payout. Their ids follow from its own, so that whatever is booked twice moves
 * once. All that comes back passes {@code …:returned}, by which what is paid out can be told from
 * what only tried to leave.
 */
final class Bookings {

    private Bookings() {}

    /** Out of reach, before the channel is called. */
    static List<Transfer> leave(Payout payout) {
        Currency currency = payout.amount().currency();
        return List.of(
                transfer(
                        payout,
                        0,
                        payout.party().source(currency),
                        payout.party().inTransit(currency),
                        "payout"));
    }

    /** The channel has sent it. */
    static List<Transfer> sent(Payout payout) {
        Currency currency = payout.amount().currency();
        return List.of(
                transfer(
                        payout,
                        1,
                        payout.party().inTransit(currency),
                        Account.channel(payout.destination().channel(), currency),
                        "payout_sent"));
    }

    /** To where it came from: out of transit, or out of the channel if that had sent it. */
    static List<Transfer> back(Payout payout) {
        return back(payout, 2, payout.party().source(payout.amount().currency()));
    }

    /** To nobody's account, because the party's own is closed. */
    static List<Transfer> stranded(Payout payout) {
        return back(payout, 6, Account.suspense(payout.amount().currency()));
    }

    /** The same past an account that takes nothing either. */
    static List<Transfer> strandedAtOnce(Payout payout) {
        Currency currency = payout.amount().currency();
        boolean sent = payout.sentAt() != null;
        return List.of(
                transfer(
                        payout,
                        sent ? 11 : 10,
                        whereItIs(payout),
                        Account.suspense(currency),
                        sent ? "payout_returned" : "payout_failed"));
    }

    private static Account whereItIs(Payout payout) {
        Currency currency = payout.amount().currency();
        return payout.sentAt() != null
                ? Account.channel(payout.destination().channel(), currency)
                : payout.party().inTransit(currency);
    }

    private static List<Transfer> back(Payout payout, int first, Account to) {
        Currency currency = payout.amount().currency();
        boolean sent = payout.sentAt() != null;
        int nth = sent ? first + 2 : first;
        String kind = sent ? "payout_returned" : "payout_failed";
        Account from = whereItIs(payout);
        Account returned = payout.party().returned(currency);
        return List.of(
                transfer(payout, nth, from, returned, kind),
                transfer(payout, nth + 1, returned, to, kind));
    }

    private static Transfer transfer(
            Payout payout, int nth, Account debit, Account credit, String kind) {
        return Transfer.single(
                TransferId.of(payout.id().value(), nth),
                debit,
                credit,
                payout.amount(),
                kind,
                payout.id().toString());
    }
}
