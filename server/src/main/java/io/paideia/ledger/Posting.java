package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides a list of transfers in memory, in order, each seeing those before it. What it decided
 * stands in the block and the balances afterwards. Checks come in the order of {@link Outcome}.
 */
final class Posting {

    private final Session session;
    private final Block block;
    private final Map<UUID, Posted> posted;
    private final Map<UUID, Refusal> refused;

    Posting(Session session, Block block, LedgerStore.Known known) {
        this.session = session;
        this.block = block;
        this.posted = new HashMap<>(known.posted());
        this.refused = new HashMap<>(known.refused());
    }

    /** All of the group or nothing of it. */
    List<Outcome> decide(List<Transfer> group) {
        if (group.size() == 1) {
            Outcome outcome = decide(group.getFirst());
            if (!outcome.posted()) {
                remember(group.getFirst(), outcome);
            }
            return List.of(outcome);
        }
        Block.Point before = block.point();
        Map<UUID, Posted> postedBefore = new HashMap<>();
        for (Transfer transfer : group) {
            keep(transfer.id(), postedBefore);
            keep(transfer.resolves(), postedBefore);
            session.of(transfer.debit()).save();
            session.of(transfer.credit()).save();
        }
        Outcome[] outcomes = new Outcome[group.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = decide(group.get(i));
            if (!outcomes[i].posted()) {
                block.returnTo(before);
                undo(group, postedBefore);
                refuse(group, outcomes, i);
                break;
            }
        }
        return List.of(outcomes);
    }

    /** One was refused; the others are because of it, unless they were refused before. */
    private void refuse(List<Transfer> group, Outcome[] outcomes, int culprit) {
        Outcome refusal = outcomes[culprit];
        Arrays.fill(outcomes, GROUP_REFUSED);
        for (int i = 0; i < outcomes.length; i++) {
            Outcome before = i == culprit ? refusal : repeated(group.get(i));
            if (before != null && !before.posted()) {
                outcomes[i] = before;
            }
        }
        for (int i = 0; i < outcomes.length; i++) {
            remember(group.get(i), outcomes[i]);
        }
    }

    /** The first refusal of an id stays its answer. */
    private void remember(Transfer order, Outcome outcome) {
        UUID id = order.id().value();
        if (outcome == ID_REUSED || posted.containsKey(id) || refused.containsKey(id)) {
            return;
        }
        Refusal refusal = Refusal.of(order, session.book(), outcome);
        refused.put(id, refusal);
        block.refusals().add(refusal);
    }

    /** What an id that is known already is answered, or null if it is new. */
    private @Nullable Outcome repeated(Transfer order) {
        Posted before = posted.get(order.id().value());
        if (before != null) {
            return before.sameAs(
                            order,
                            session.of(order.debit()).number,
                            session.of(order.credit()).number)
                    ? EXISTS
                    : ID_REUSED;
        }
        Refusal refusal = refused.get(order.id().value());
        if (refusal != null) {
            return refusal.sameAs(order, session.book()) ? refusal.outcome() : ID_REUSED;
        }
        return null;
    }

    private Outcome decide(Transfer order) {
        Outcome before = repeated(order);
        if (before != null) {
            return before;
        }
        if (!order.amount().isPositive()) {
            return AMOUNT_NOT_POSITIVE;
        }
        if (order.debit().equals(order.credit())) {
            return SAME_ACCOUNT;
        }
        if (!order.debit().currency().equals(order.amount().currency())
                || !order.credit().currency().equals(order.amount().currency())) {
            return CURRENCY_MISMATCH;
        }
        Balance debit = session.of(order.debit());
        Balance credit = session.of(order.credit());
        TransferId resolves = order.resolves();
        Posted held = resolves == null ? null : posted.get(resolves.value());
        Outcome refusal = resolves == null ? null : refuseResolution(order, held, debit, credit);
        if (refusal == null) {
            refusal = refuseAccounts(order, debit, credit);
        }
        if (refusal != null) {
            return refusal;
        }
        try {
            return move(order, debit, credit, held);
        } catch (ArithmeticException tooLarge) {
            return OVERFLOW;
        }
    }

    private @Nullable Outcome refuseResolution(
            Transfer order, @Nullable Posted held, Balance debit, Balance credit) {
        return order.phase() == Phase.REVERSE
                ? refuseReversal(order, held, debit, credit)
                : refuseEnd(order, held, debit, credit);
    }

    private @Nullable Outcome refuseEnd(
            Transfer order, @Nullable Posted held, Balance debit, Balance credit) {
        if (held == null || held.row().phase() != Phase.PENDING) {
            return PENDING_NOT_FOUND;
        }
        if (held.row().debit() != debit.number || held.row().credit() != credit.number) {
            return PENDING_DIFFERS;
        }
        var expiresAt = held.row().expiresAt();
        boolean over = expiresAt != null && !session.at().isBefore(expiresAt);
        boolean open = held.resolvedBy() == null;
        if (held.resolvedBy() == Phase.EXPIRE || (open && over && order.phase() != Phase.EXPIRE)) {
            return PENDING_EXPIRED;
        }
        if (!open) {
            return PENDING_ALREADY_RESOLVED;
        }
        if (order.phase() == Phase.EXPIRE && !over) {
            return PENDING_NOT_EXPIRED;
        }
        return order.amount().minor() > held.row().amount() ? EXCEEDS_PENDING : null;
    }

    private static @Nullable Outcome refuseReversal(
            Transfer order, @Nullable Posted original, Balance debit, Balance credit) {
        if (original == null
                || !(original.row().phase() == Phase.SINGLE
                        || original.row().phase() == Phase.POST
                        || original.row().phase() == Phase.REVERSE)) {
            return ORIGINAL_NOT_FOUND;
        }
        TransferRow row = original.row();
        if (row.debit() != credit.number
                || row.credit() != debit.number
                || row.amount() != order.amount().minor()) {
            return ORIGINAL_DIFFERS;
        }
        return original.resolvedBy() != null ? ALREADY_REVERSED : null;
    }

    private static @Nullable Outcome refuseAccounts(Transfer order, Balance debit, Balance credit) {
        if (debit.closed || credit.closed) {
            return ACCOUNT_CLOSED;
        }
        // What is held for a move may be in the other book already: no freeze can keep it here.
        boolean gone = order.phase() == Phase.POST && order.credit().clearing();
        boolean leaves = order.phase() != Phase.VOID && order.phase() != Phase.EXPIRE && !gone;
        return leaves && debit.frozen ? ACCOUNT_FROZEN : null;
    }

    private Outcome move(Transfer order, Balance debit, Balance credit, @Nullable Posted held) {
        long amount = amount(order, debit, credit);
        if (amount <= 0) {
            return order.balancing() == Balancing.DEBIT ? INSUFFICIENT_FUNDS : EXCEEDS_DEBITS;
        }
        long freed = order.phase().ends() && held != null ? held.row().amount() : 0;
        long debitsPosted = debit.debitsPosted;
        long creditsPosted = credit.creditsPosted;
        long debitsPending = debit.debitsPending - freed;
        long creditsPending = credit.creditsPending - freed;
        switch (order.phase()) {
            case SINGLE, POST, REVERSE -> {
                debitsPosted = Math.addExact(debitsPosted, amount);
                creditsPosted = Math.addExact(creditsPosted, amount);
            }
            case PENDING -> {
                debitsPending = Math.addExact(debitsPending, amount);
                creditsPending = Math.addExact(creditsPending, amount);
            }
            case VOID, EXPIRE -> {}
        }
        long debited = Math.addExact(debitsPosted, debitsPending);
        long credited = Math.addExact(creditsPosted, creditsPending);
        if (debit.debitsLimited && debited > debit.creditsPosted) {
            return INSUFFICIENT_FUNDS;
        }
        if (credit.creditsLimited && credited > credit.debitsPosted) {
            return EXCEEDS_DEBITS;
        }
        debit.debitsPosted = debitsPosted;
        debit.debitsPending = debitsPending;
        credit.creditsPosted = creditsPosted;
        credit.creditsPending = creditsPending;
        record(order, amount, debit, credit, held);
        return CREATED;
    }

    private static long amount(Transfer order, Balance debit, Balance credit) {
        long most = order.amount().minor();
        return switch (order.balancing()) {
            case NONE -> most;
            case DEBIT -> Math.min(most, debit.free());
            case CREDIT -> Math.min(most, credit.lacking());
        };
    }

    private void record(
            Transfer order, long amount, Balance debit, Balance credit, @Nullable Posted held) {
        if (!debit.open()) {
            block.open(debit);
        }
        if (!credit.open()) {
            block.open(credit);
        }
        TransferId resolves = order.resolves();
        var timeout = order.timeout();
        TransferRow row =
                new TransferRow(
                        block.next(),
                        debit.number,
                        credit.number,
                        amount,
                        ++debit.sequence,
                        ++credit.sequence,
                        debit.last,
                        credit.last,
                        debit.posted(),
                        credit.posted(),
                        session.at(),
                        order.id().value(),
                        order.phase(),
                        order.kind(),
                        order.reference(),
                        resolves == null ? null : resolves.value(),
                        timeout == null ? null : session.at().plus(timeout),
                        order.asked());
        debit.last = row.number();
        credit.last = row.number();
        block.transfers().add(row);
        block.mark(debit);
        block.mark(credit);
        posted.put(row.id(), new Posted(row, null));
        if (held != null) {
            posted.put(held.row().id(), held.nowResolved(order.phase()));
            if (held.row().expiresAt() != null) {
                block.released().add(held.row().id());
            }
        }
    }

    private void keep(@Nullable TransferId id, Map<UUID, Posted> before) {
        if (id != null && posted.containsKey(id.value())) {
            before.put(id.value(), posted.get(id.value()));
        }
    }

    private void undo(List<Transfer> group, Map<UUID, Posted> postedBefore) {
        for (Transfer transfer : group) {
            posted.remove(transfer.id().value());
            session.of(transfer.debit()).restore();
            session.of(transfer.credit()).restore();
        }
        posted.putAll(postedBefore);
    }
}
