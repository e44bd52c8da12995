package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger does, said as plainly as possible: big integers, maps, no blocks, no versions, no
 * memory to go stale. The real one must give the same answers.
 */
final class PlainLedger {

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    final Map<Account, PlainAccount> accounts = new HashMap<>();
    final Map<TransferId, Moved> moved = new HashMap<>();
    private final Map<TransferId, Refused> refused = new HashMap<>();
    Instant now;

    PlainLedger(Instant now) {
        this.now = now;
    }

    private record Refused(Transfer order, Outcome outcome) {}

    /** A transfer that was posted. */
    static final class Moved {
        final Transfer order;
        final long amount;
        final @Nullable Instant expires;
        @Nullable Phase ended;

        Moved(Transfer order, long amount, @Nullable Instant expires, @Nullable Phase ended) {
            this.order = order;
            this.amount = amount;
            this.expires = expires;
            this.ended = ended;
        }

        Instant expiry() {
            return expires == null ? Instant.MAX : expires;
        }

        boolean isOver(Instant now) {
            return expires != null && !now.isBefore(expires);
        }

        Moved copy() {
            return new Moved(order, amount, expires, ended);
        }
    }

    PlainAccount account(Account account) {
        return accounts.computeIfAbsent(account, a -> new PlainAccount(Limit.of(a)));
    }

    List<Outcome> post(List<Transfer> group) {
        Map<Account, PlainAccount> accountsBefore = new HashMap<>();
        Map<TransferId, Moved> movedBefore = new HashMap<>();
        for (Transfer order : group) {
            accountsBefore.put(order.debit(), account(order.debit()).copy());
            accountsBefore.put(order.credit(), account(order.credit()).copy());
            for (TransferId id : ids(order)) {
                Moved known = moved.get(id);
                if (known != null) {
                    movedBefore.put(id, known.copy());
                }
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Transfer order : group) {
            Outcome outcome = post(order);
            outcomes.add(outcome);
            if (!outcome.posted()) {
                accounts.putAll(accountsBefore);
                group.forEach(member -> ids(member).forEach(moved::remove));
                moved.putAll(movedBefore);
                return refuse(group, outcomes.size() - 1, outcome);
            }
        }
        return outcomes;
    }

    private List<Outcome> refuse(List<Transfer> group, int culprit, Outcome why) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Outcome before = known(group.get(i));
            Outcome own = before == null || before.posted() ? GROUP_REFUSED : before;
            outcomes.add(i == culprit ? why : own);
        }
        for (int i = 0; i < group.size(); i++) {
            TransferId id = group.get(i).id();
            if (outcomes.get(i) != ID_REUSED && !moved.containsKey(id)) {
                refused.putIfAbsent(id, new Refused(group.get(i), outcomes.get(i)));
            }
        }
        return outcomes;
    }

    private static List<TransferId> ids(Transfer order) {
        TransferId resolves = order.resolves();
        return resolves == null ? List.of(order.id()) : List.of(order.id(), resolves);
    }

    private @Nullable Outcome known(Transfer order) {
        Moved before = moved.get(order.id());
        if (before != null) {
            return before.order.equals(order) ? EXISTS : ID_REUSED;
        }
        Refused refusal = refused.get(order.id());
        if (refusal != null) {
            return refusal.order().equals(order) ? refusal.outcome() : ID_REUSED;
        }
        return null;
    }

    private Outcome post(Transfer order) {
        Outcome known = known(order);
        if (known != null) {
            return known;
        }
        if (order.amount().minor() <= 0) {
            return AMOUNT_NOT_POSITIVE;
        }
        if (order.debit().equals(order.credit())) {
            return SAME_ACCOUNT;
        }
        if (!order.debit().currency().equals(order.amount().currency())
                || !order.credit().currency().equals(order.amount().currency())) {
            return CURRENCY_MISMATCH;
        }
        TransferId resolves = order.resolves();
        Moved earlier = resolves == null ? null : moved.get(resolves);
        Outcome refusal = null;
        if (order.phase() == Phase.REVERSE) {
            refusal = refuseReversal(order, earlier);
        } else if (resolves != null) {
            refusal = refuseEnd(order, earlier);
        }
        if (refusal != null) {
            return refusal;
        }
        PlainAccount debit = account(order.debit());
        PlainAccount credit = account(order.credit());
        if (debit.closed || credit.closed) {
            return ACCOUNT_CLOSED;
        }
        boolean frees = order.phase() == Phase.VOID || order.phase() == Phase.EXPIRE;
        boolean gone = order.phase() == Phase.POST && order.credit().clearing();
        if (debit.frozen && !frees && !gone) {
            return ACCOUNT_FROZEN;
        }
        return move(order, debit, credit, earlier);
    }

    private @Nullable Outcome refuseEnd(Transfer order, @Nullable Moved held) {
        if (held == null || held.order.phase() != Phase.PENDING) {
            return PENDING_NOT_FOUND;
        }
        if (!held.order.debit().equals(order.debit())
                || !held.order.credit().equals(order.credit())) {
            return PENDING_DIFFERS;
        }
        boolean over = held.isOver(now);
        boolean expiry = order.phase() == Phase.EXPIRE;
        if (held.ended == Phase.EXPIRE || (held.ended == null && over && !expiry)) {
            return PENDING_EXPIRED;
        }
        if (held.ended != null) {
            return PENDING_ALREADY_RESOLVED;
        }
        if (expiry && !over) {
            return PENDING_NOT_EXPIRED;
        }
        return order.amount().minor() > held.amount ? EXCEEDS_PENDING : null;
    }

    private static @Nullable Outcome refuseReversal(Transfer order, @Nullable Moved original) {
        if (original == null || !original.order.phase().moves()) {
            return ORIGINAL_NOT_FOUND;
        }
        if (!original.order.debit().equals(order.credit())
                || !original.order.credit().equals(order.debit())
                || original.amount != order.amount().minor()) {
            return ORIGINAL_DIFFERS;
        }
        return original.ended != null ? ALREADY_REVERSED : null;
    }

    private Outcome move(
            Transfer order, PlainAccount debit, PlainAccount credit, @Nullable Moved earlier) {
        BigInteger most = BigInteger.valueOf(order.amount().minor());
        BigInteger amount =
                switch (order.balancing()) {
                    case NONE -> most;
                    case DEBIT -> most.min(debit.balance().subtract(debit.debitsHeld));
                    case CREDIT -> most.min(credit.balance().negate().subtract(credit.creditsHeld));
                };
        if (amount.signum() <= 0) {
            return order.balancing() == Balancing.DEBIT ? INSUFFICIENT_FUNDS : EXCEEDS_DEBITS;
        }
        boolean ends = order.phase().ends();
        BigInteger freed =
                ends && earlier != null ? BigInteger.valueOf(earlier.amount) : BigInteger.ZERO;
        BigInteger posts = order.phase().moves() ? amount : BigInteger.ZERO;
        BigInteger holds =
                (order.phase() == Phase.PENDING ? amount : BigInteger.ZERO).subtract(freed);
        BigInteger debits = debit.debits.add(posts);
        BigInteger debitsHeld = debit.debitsHeld.add(holds);
        BigInteger credits = credit.credits.add(posts);
        BigInteger creditsHeld = credit.creditsHeld.add(holds);
        if (debits.add(debitsHeld).compareTo(MOST) > 0
                || credits.add(creditsHeld).compareTo(MOST) > 0) {
            return OVERFLOW;
        }
        if (debit.limit == Limit.DEBITS && debits.add(debitsHeld).compareTo(debit.credits) > 0) {
            return INSUFFICIENT_FUNDS;
        }
        if (credit.limit == Limit.CREDITS
                && credits.add(creditsHeld).compareTo(credit.debits) > 0) {
            return EXCEEDS_DEBITS;
        }
        debit.open = true;
        credit.open = true;
        debit.debits = debits;
        debit.debitsHeld = debitsHeld;
        credit.credits = credits;
        credit.creditsHeld = creditsHeld;
        long change = posts.longValueExact();
        debit.lines.add(new PlainAccount.Line(now, order.id(), change, 0, debit.balance()));
        credit.lines.add(new PlainAccount.Line(now, order.id(), 0, change, credit.balance()));
        var timeout = order.timeout();
        moved.put(
                order.id(),
                new Moved(
                        order,
                        amount.longValueExact(),
                        timeout == null ? null : now.plus(timeout),
                        null));
        if (earlier != null) {
            earlier.ended = order.phase();
        }
        return CREATED;
    }

    /** Expires all that is over. */
    int expire() {
        int expired = 0;
        List<Moved> due =
                moved.values().stream()
                        .filter(held -> held.ended == null && held.isOver(now))
                        .sorted(
                                Comparator.comparing(Moved::expiry)
                                        .thenComparing(held -> held.order.id().toString()))
                        .toList();
        for (Moved held : due) {
            Transfer order =
                    Transfer.pending(
                            held.order.id(),
                            held.order.debit(),
                            held.order.credit(),
                            new Money(held.order.amount().currency(), held.amount),
                            held.order.kind(),
                            held.order.reference());
            if (post(Transfer.expiry(TransferId.of(order.id().value(), -1), order)) == CREATED) {
                expired++;
            }
        }
        return expired;
    }

    AccountOrders.Answer order(AccountOrders.Order order) {
        PlainAccount account = account(order.account());
        return switch (order) {
            case AccountOrders.Open open -> account.open(open.limit());
            case AccountOrders.Change change -> account.change(change);
        };
    }
}
