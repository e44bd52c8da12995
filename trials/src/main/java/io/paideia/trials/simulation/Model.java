package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryLedger.Wanted;
import io.paideia.ledger.MemoryRows.Entry;
import io.paideia.ledger.MemoryRows.Holding;
import io.paideia.ledger.MemoryRows.Name;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.ledger.Wish;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as one would explain it: one command after the other, nothing remembered between.
 * Knows what the simulation orders.
 */
final class Model {

    /** Stands for an id that the ledger made up. */
    static final UUID MADE_UP = new UUID(0, 0);

    private ModelBooks books = new ModelBooks();
    private final Map<UUID, Transfer> refused = new HashMap<>();
    private final Map<UUID, Outcome> refusals = new HashMap<>();

    /** All of the group or nothing of it. */
    List<Outcome> post(String in, List<Transfer> group, long atNanos) {
        int book = Store.BOOKS.indexOf(in);
        // A single one that is refused has changed nothing.
        ModelBooks before = group.size() == 1 ? books : books.copy();
        List<Outcome> outcomes = new ArrayList<>();
        for (Transfer order : group) {
            Outcome known = known(book, order);
            Outcome outcome = known == null ? books.decide(book, order, atNanos) : known;
            outcomes.add(outcome);
            if (!outcome.posted()) {
                books = before;
                return refuse(book, group, outcomes.size() - 1, outcome);
            }
        }
        return outcomes;
    }

    /** Frees what is over, at most so many; where the expiry's own id is taken, under another. */
    long expire(String in, int most, long atNanos) {
        int book = Store.BOOKS.indexOf(in);
        List<Transfer> due =
                books.due(book, atNanos).stream().limit(most).map(Model::expiry).toList();
        List<Transfer> taken = new ArrayList<>();
        for (Transfer order : due) {
            if (known(book, order) == null) {
                books.decide(book, order, atNanos);
            } else {
                taken.add(named(order, new TransferId(MADE_UP)));
            }
        }
        taken.forEach(order -> books.decide(book, order, atNanos));
        return due.size();
    }

    /** The ledger's word for what became of it. */
    String change(String in, Wanted wanted) {
        Name account = new Name(Store.BOOKS.indexOf(in), wanted.account());
        Holding before = books.holdings().get(account);
        return switch (wanted.wish()) {
            case OPEN -> open(account, before, false, false);
            case OPEN_DEBITS_LIMITED -> open(account, before, true, false);
            case OPEN_CREDITS_LIMITED -> open(account, before, false, true);
            case FREEZE, THAW, CLOSE, REOPEN -> {
                if (before == null) {
                    yield "NOT_FOUND";
                }
                boolean frozen =
                        wanted.wish() == Wish.FREEZE
                                || (before.frozen() && wanted.wish() != Wish.THAW);
                boolean closed =
                        wanted.wish() == Wish.CLOSE
                                || (before.closed() && wanted.wish() != Wish.REOPEN);
                yield flag(account, before, frozen, closed);
            }
        };
    }

    List<Entry> entries() {
        return books.entries();
    }

    Map<Name, Holding> holdings() {
        return books.holdings();
    }

    private String open(Name account, @Nullable Holding before, boolean debits, boolean credits) {
        if (before != null) {
            return before.debitsLimited() == debits && before.creditsLimited() == credits
                    ? "BEFORE"
                    : "DIFFERS";
        }
        Holding opened = new Holding(0, 0, 0, 0, debits, credits, false, false);
        books.holdings().put(account, opened);
        return "DONE";
    }

    private String flag(Name account, Holding before, boolean frozen, boolean closed) {
        if (frozen == before.frozen() && closed == before.closed()) {
            return "BEFORE";
        }
        if (before.closed()) {
            return "CLOSED";
        }
        if (closed && (before.posted() != 0 || before.held() != 0 || before.awaited() != 0)) {
            return "NOT_EMPTY";
        }
        books.holdings()
                .put(
                        account,
                        new Holding(
                                before.posted(),
                                before.held(),
                                before.awaited(),
                                before.sequence(),
                                before.debitsLimited(),
                                before.creditsLimited(),
                                frozen,
                                closed));
        return "DONE";
    }

    private List<Outcome> refuse(int book, List<Transfer> group, int culprit, Outcome refusal) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Outcome before = i == culprit ? refusal : known(book, group.get(i));
            outcomes.add(before == null || before.posted() ? Outcome.GROUP_REFUSED : before);
        }
        for (int i = 0; i < group.size(); i++) {
            UUID id = group.get(i).id().value();
            if (outcomes.get(i) != Outcome.ID_REUSED
                    && books.posted(id) == null
                    && !refused.containsKey(id)) {
                refused.put(id, group.get(i));
                refusals.put(id, outcomes.get(i));
            }
        }
        return outcomes;
    }

    private @Nullable Outcome known(int book, Transfer order) {
        UUID id = order.id().value();
        ModelBooks.Kept kept = books.posted(id);
        if (kept != null) {
            return kept.book() == book && order.equals(kept.order())
                    ? Outcome.EXISTS
                    : Outcome.ID_REUSED;
        }
        if (refused.containsKey(id)) {
            return order.equals(refused.get(id)) ? refusals.get(id) : Outcome.ID_REUSED;
        }
        return null;
    }

    private static Transfer expiry(ModelBooks.Kept held) {
        Transfer order = held.order();
        return new Transfer(
                TransferId.of(order.id().value(), Orders.EXPIRY),
                order.debit(),
                order.credit(),
                new Money(order.amount().currency(), held.amount()),
                order.kind(),
                Transfer.Phase.EXPIRE,
                order.id(),
                order.reference(),
                null,
                Transfer.Balancing.NONE);
    }

    private static Transfer named(Transfer order, TransferId id) {
        return new Transfer(
                id,
                order.debit(),
                order.credit(),
                order.amount(),
                order.kind(),
                order.phase(),
                order.resolves(),
                order.reference(),
                order.timeout(),
                order.balancing());
    }
}
