package io.paideia.ledger;

import static io.paideia.ledger.Outcome.*;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides a list of transfers in memory, in order, each seeing those before it. Pure: what it
 * decided stands in the rows and balances afterwards. Checks come in the order of {@link Outcome}.
 */
final class Posting {

    private final Map<Account, Long> numbers;
    private final Map<Long, Balance> balances;
    private final Map<UUID, Posted> posted;
    private final TransferRows rows;

    Posting(
            Map<Account, Long> numbers,
            Map<Long, Balance> balances,
            Map<UUID, Posted> posted,
            TransferRows rows) {
        this.numbers = numbers;
        this.balances = balances;
        this.posted = new HashMap<>(posted);
        this.rows = rows;
    }

    /** All of the group or nothing of it. */
    List<Outcome> decide(List<Transfer> group) {
        if (group.size() == 1) {
            return List.of(decide(group.getFirst()));
        }
        int rowsBefore = rows.size();
        Map<UUID, Posted> postedBefore = new HashMap<>();
        group.forEach(
                transfer -> {
                    remember(transfer.id(), postedBefore);
                    remember(transfer.resolves(), postedBefore);
                    save(transfer.debit());
                    save(transfer.credit());
                });
        Outcome[] outcomes = new Outcome[group.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = decide(group.get(i));
            if (!outcomes[i].posted()) {
                Outcome refusal = outcomes[i];
                Arrays.fill(outcomes, GROUP_REFUSED);
                outcomes[i] = refusal;
                rows.truncate(rowsBefore);
                undo(group, postedBefore);
                break;
            }
        }
        return List.of(outcomes);
    }

    private Outcome decide(Transfer order) {
        Long debitNumber = numbers.get(order.debit());
        Long creditNumber = numbers.get(order.credit());
        Posted before = posted.get(order.id().value());
        if (before != null) {
            boolean same =
                    debitNumber != null
                            && creditNumber != null
                            && before.sameAs(order, debitNumber, creditNumber);
            return same ? EXISTS : ID_REUSED;
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
        Balance debit = debitNumber == null ? null : balances.get(debitNumber);
        Balance credit = creditNumber == null ? null : balances.get(creditNumber);
        if (debit == null || credit == null) {
            return ACCOUNT_NOT_FOUND;
        }
        try {
            return move(order, debit, credit);
        } catch (ArithmeticException tooLarge) {
            return OVERFLOW;
        }
    }

    private Outcome move(Transfer order, Balance debit, Balance credit) {
        Posted held = null;
        if (order.resolves() != null) {
            held = posted.get(order.resolves().value());
            Outcome refusal = refuseResolution(order, held, debit, credit);
            if (refusal != null) {
                return refusal;
            }
        }
        long amount = order.amount().minor();
        long heldAmount = held == null ? 0 : held.amount();
        long debitsPosted = debit.debitsPosted;
        long creditsPosted = credit.creditsPosted;
        long debitsPending = debit.debitsPending - heldAmount;
        long creditsPending = credit.creditsPending - heldAmount;
        switch (order.phase()) {
            case SINGLE, POST -> {
                debitsPosted = Math.addExact(debitsPosted, amount);
                creditsPosted = Math.addExact(creditsPosted, amount);
            }
            case PENDING -> {
                debitsPending = Math.addExact(debitsPending, amount);
                creditsPending = Math.addExact(creditsPending, amount);
            }
            case VOID -> {}
        }
        if (debit.limited && Math.addExact(debitsPosted, debitsPending) > debit.creditsPosted) {
            return INSUFFICIENT_FUNDS;
        }
        debit.debitsPosted = debitsPosted;
        debit.debitsPending = debitsPending;
        credit.creditsPosted = creditsPosted;
        credit.creditsPending = creditsPending;
        record(order, debit, credit, held);
        return CREATED;
    }

    private static @Nullable Outcome refuseResolution(
            Transfer order, @Nullable Posted held, Balance debit, Balance credit) {
        if (held == null || held.phase() != Transfer.Phase.PENDING) {
            return PENDING_NOT_FOUND;
        }
        if (held.debit() != debit.number || held.credit() != credit.number) {
            return PENDING_DIFFERS;
        }
        if (held.resolved()) {
            return PENDING_ALREADY_RESOLVED;
        }
        return order.amount().minor() > held.amount() ? EXCEEDS_PENDING : null;
    }

    private void record(Transfer order, Balance debit, Balance credit, @Nullable Posted held) {
        debit.sequence++;
        credit.sequence++;
        rows.add(order, debit, credit);
        UUID id = order.id().value();
        TransferId resolves = order.resolves();
        posted.put(
                id,
                new Posted(
                        id,
                        order.kind(),
                        order.phase(),
                        debit.number,
                        credit.number,
                        order.amount().minor(),
                        resolves == null ? null : resolves.value(),
                        order.reference(),
                        false));
        if (held != null) {
            posted.put(held.id(), held.nowResolved());
        }
    }

    private void remember(@Nullable TransferId id, Map<UUID, Posted> before) {
        if (id != null && posted.containsKey(id.value())) {
            before.put(id.value(), posted.get(id.value()));
        }
    }

    private void save(Account account) {
        Balance balance = balances.get(numbers.getOrDefault(account, -1L));
        if (balance != null) {
            balance.save();
        }
    }

    private void undo(List<Transfer> group, Map<UUID, Posted> postedBefore) {
        for (Transfer transfer : group) {
            posted.remove(transfer.id().value());
            for (Account account : List.of(transfer.debit(), transfer.credit())) {
                Balance balance = balances.get(numbers.getOrDefault(account, -1L));
                if (balance != null) {
                    balance.restore();
                }
            }
        }
        posted.putAll(postedBefore);
    }
}
