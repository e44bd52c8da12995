package io.paideia.trials.simulation;

import io.paideia.ledger.Account;
import io.paideia.ledger.MemoryRows.Entry;
import io.paideia.ledger.MemoryRows.Holding;
import io.paideia.ledger.MemoryRows.Side;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as one would explain it: one transfer after the other, everything in maps, nothing
 * remembered between. Knows those transfers that the simulation orders.
 */
final class Model {

    private Map<Account, Holding> holdings = new HashMap<>();
    private Map<Account, Long> last = new HashMap<>();
    private Map<UUID, Transfer> posted = new HashMap<>();
    private Map<UUID, UUID> resolved = new HashMap<>();
    private List<Entry> entries = new ArrayList<>();
    private final Map<UUID, Transfer> refused = new HashMap<>();
    private final Map<UUID, Outcome> refusals = new HashMap<>();

    /** All of the group or nothing of it. */
    List<Outcome> post(List<Transfer> group) {
        // A single one that is refused has changed nothing.
        Model before = group.size() == 1 ? this : copy();
        List<Outcome> outcomes = new ArrayList<>();
        for (Transfer order : group) {
            Outcome outcome = decide(order);
            outcomes.add(outcome);
            if (!outcome.posted()) {
                restore(before);
                return refuse(group, outcomes.size() - 1, outcome);
            }
        }
        return outcomes;
    }

    List<Entry> entries() {
        return entries;
    }

    Map<Account, Holding> holdings() {
        return holdings;
    }

    private List<Outcome> refuse(List<Transfer> group, int culprit, Outcome refusal) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Outcome before = i == culprit ? refusal : known(group.get(i));
            outcomes.add(before == null || before.posted() ? Outcome.GROUP_REFUSED : before);
        }
        for (int i = 0; i < group.size(); i++) {
            UUID id = group.get(i).id().value();
            if (outcomes.get(i) != Outcome.ID_REUSED
                    && !posted.containsKey(id)
                    && !refused.containsKey(id)) {
                refused.put(id, group.get(i));
                refusals.put(id, outcomes.get(i));
            }
        }
        return outcomes;
    }

    private @Nullable Outcome known(Transfer order) {
        UUID id = order.id().value();
        if (posted.containsKey(id)) {
            return order.equals(posted.get(id)) ? Outcome.EXISTS : Outcome.ID_REUSED;
        }
        if (refused.containsKey(id)) {
            return order.equals(refused.get(id)) ? refusals.get(id) : Outcome.ID_REUSED;
        }
        return null;
    }

    private Outcome decide(Transfer order) {
        Outcome before = known(order);
        if (before != null) {
            return before;
        }
        TransferId resolves = order.resolves();
        Transfer held = resolves == null ? null : posted.get(resolves.value());
        if (resolves != null) {
            if (held == null || held.phase() != Transfer.Phase.PENDING) {
                return Outcome.PENDING_NOT_FOUND;
            }
            if (!order.debit().equals(held.debit()) || !order.credit().equals(held.credit())) {
                return Outcome.PENDING_DIFFERS;
            }
            if (resolved.containsKey(resolves.value())) {
                return Outcome.PENDING_ALREADY_RESOLVED;
            }
            if (order.amount().minor() > held.amount().minor()) {
                return Outcome.EXCEEDS_PENDING;
            }
        }
        long amount = order.amount().minor();
        long freed = held == null ? 0 : held.amount().minor();
        boolean moves =
                order.phase() == Transfer.Phase.SINGLE || order.phase() == Transfer.Phase.POST;
        long moved = moves ? amount : 0;
        long newlyHeld = order.phase() == Transfer.Phase.PENDING ? amount : 0;
        Holding debit = of(order.debit());
        Holding credit = of(order.credit());
        Holding given =
                new Holding(
                        debit.posted() - moved,
                        debit.held() + newlyHeld - freed,
                        debit.sequence() + 1);
        if (!order.debit().equals(Orders.OUTSIDE) && given.posted() < given.held()) {
            return Outcome.INSUFFICIENT_FUNDS;
        }
        Holding taken = new Holding(credit.posted() + moved, credit.held(), credit.sequence() + 1);
        record(order, given, taken);
        return Outcome.CREATED;
    }

    private void record(Transfer order, Holding given, Holding taken) {
        long number = entries.size() + 1L;
        entries.add(
                new Entry(
                        number,
                        order.id().value(),
                        order.phase().name().toLowerCase(Locale.ROOT),
                        order.amount().minor(),
                        side(order.debit(), given, true),
                        side(order.credit(), taken, false)));
        holdings.put(order.debit(), given);
        holdings.put(order.credit(), taken);
        last.put(order.debit(), number);
        last.put(order.credit(), number);
        posted.put(order.id().value(), order);
        TransferId resolves = order.resolves();
        if (resolves != null) {
            resolved.put(resolves.value(), order.id().value());
        }
    }

    private Side side(Account account, Holding after, boolean debit) {
        return new Side(
                account, after.sequence(), last.getOrDefault(account, 0L), after.posted(), debit);
    }

    private Holding of(Account account) {
        return holdings.getOrDefault(account, new Holding(0, 0, 0));
    }

    private Model copy() {
        Model copy = new Model();
        copy.holdings = new HashMap<>(holdings);
        copy.last = new HashMap<>(last);
        copy.posted = new HashMap<>(posted);
        copy.resolved = new HashMap<>(resolved);
        copy.entries = new ArrayList<>(entries);
        return copy;
    }

    private void restore(Model before) {
        holdings = before.holdings;
        last = before.last;
        posted = before.posted;
        resolved = before.resolved;
        entries = before.entries;
    }
}
