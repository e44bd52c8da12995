package io.paideia.trials.simulation;

import io.paideia.ledger.MemoryRows.Entry;
import io.paideia.ledger.MemoryRows.Holding;
import io.paideia.ledger.MemoryRows.Name;
import io.paideia.ledger.MemoryRows.Side;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.ledger.TransferId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The model's accounts and transfers: everything in maps, one transfer after the other. */
final class ModelBooks {

    private final Map<Name, Holding> holdings = new HashMap<>();
    private final Map<Name, Long> last = new HashMap<>();
    private final Map<UUID, Kept> posted = new HashMap<>();
    private final Map<UUID, Phase> ended = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A transfer that was posted.
     *
     * @param amount what was moved or held, of a balancing order perhaps less than it asked for
     */
    record Kept(int book, Transfer order, long amount, long untilNanos) {}

    ModelBooks copy() {
        ModelBooks copy = new ModelBooks();
        copy.holdings.putAll(holdings);
        copy.last.putAll(last);
        copy.posted.putAll(posted);
        copy.ended.putAll(ended);
        copy.entries.addAll(entries);
        return copy;
    }

    List<Entry> entries() {
        return entries;
    }

    Map<Name, Holding> holdings() {
        return holdings;
    }

    @Nullable Kept posted(UUID id) {
        return posted.get(id);
    }

    /** What is held though its time is over, first what is over for longest. */
    List<Kept> due(int book, long atNanos) {
        return posted.values().stream()
                .filter(kept -> kept.book() == book)
                .filter(kept -> kept.untilNanos() <= atNanos)
                .filter(kept -> !ended.containsKey(kept.order().id().value()))
                .sorted(
                        Comparator.comparingLong(Kept::untilNanos)
                                .thenComparing(kept -> kept.order().id().value()))
                .toList();
    }

    /** Decides a new order, and does it if it is not refused. */
    Outcome decide(int book, Transfer order, long atNanos) {
        if (order.amount().minor() <= 0) {
            return Outcome.AMOUNT_NOT_POSITIVE;
        }
        if (order.debit().equals(order.credit())) {
            return Outcome.SAME_ACCOUNT;
        }
        TransferId resolves = order.resolves();
        Kept other = resolves == null ? null : posted.get(resolves.value());
        Outcome refusal = null;
        if (order.phase() == Phase.REVERSE) {
            refusal = refuseReversal(book, order, other);
        } else if (resolves != null) {
            refusal = refuseEnd(book, order, other, atNanos);
        }
        return refusal == null ? move(book, order, other, atNanos) : refusal;
    }

    private @Nullable Outcome refuseEnd(
            int book, Transfer order, @Nullable Kept held, long atNanos) {
        if (held == null || held.order().phase() != Phase.PENDING) {
            return Outcome.PENDING_NOT_FOUND;
        }
        if (held.book() != book
                || !order.debit().equals(held.order().debit())
                || !order.credit().equals(held.order().credit())) {
            return Outcome.PENDING_DIFFERS;
        }
        Phase end = ended.get(held.order().id().value());
        boolean over = held.untilNanos() <= atNanos;
        boolean expiry = order.phase() == Phase.EXPIRE;
        if (end == Phase.EXPIRE || (end == null && over && !expiry)) {
            return Outcome.PENDING_EXPIRED;
        }
        if (end != null) {
            return Outcome.PENDING_ALREADY_RESOLVED;
        }
        if (expiry && !over) {
            return Outcome.PENDING_NOT_EXPIRED;
        }
        return order.amount().minor() > held.amount() ? Outcome.EXCEEDS_PENDING : null;
    }

    private @Nullable Outcome refuseReversal(int book, Transfer order, @Nullable Kept original) {
        if (original == null || !moves(original.order().phase())) {
            return Outcome.ORIGINAL_NOT_FOUND;
        }
        if (original.book() != book
                || !order.debit().equals(original.order().credit())
                || !order.credit().equals(original.order().debit())
                || order.amount().minor() != original.amount()) {
            return Outcome.ORIGINAL_DIFFERS;
        }
        return ended.containsKey(original.order().id().value()) ? Outcome.ALREADY_REVERSED : null;
    }

    private Outcome move(int book, Transfer order, @Nullable Kept other, long atNanos) {
        Holding debit = of(new Name(book, order.debit()));
        Holding credit = of(new Name(book, order.credit()));
        boolean frees = order.phase() == Phase.VOID || order.phase() == Phase.EXPIRE;
        if (debit.closed() || credit.closed()) {
            return Outcome.ACCOUNT_CLOSED;
        }
        // What another book may have got already is posted here whatever happens.
        boolean gone = order.phase() == Phase.POST && order.credit().code().startsWith("clearing:");
        if (debit.frozen() && !frees && !gone) {
            return Outcome.ACCOUNT_FROZEN;
        }
        long asked = order.amount().minor();
        long amount =
                switch (order.balancing()) {
                    case NONE -> asked;
                    case DEBIT -> Math.min(asked, debit.posted() - debit.held());
                    case CREDIT -> Math.min(asked, -credit.posted() - credit.awaited());
                };
        if (amount <= 0) {
            return order.balancing() == Transfer.Balancing.DEBIT
                    ? Outcome.INSUFFICIENT_FUNDS
                    : Outcome.EXCEEDS_DEBITS;
        }
        long moved = moves(order.phase()) ? amount : 0;
        long held = order.phase() == Phase.PENDING ? amount : 0;
        if (order.phase() == Phase.POST || frees) {
            held -= other == null ? 0 : other.amount();
        }
        Holding given = with(debit, -moved, held, 0);
        Holding taken = with(credit, moved, 0, held);
        if (given.debitsLimited() && given.posted() < given.held()) {
            return Outcome.INSUFFICIENT_FUNDS;
        }
        if (taken.creditsLimited() && taken.posted() + taken.awaited() > 0) {
            return Outcome.EXCEEDS_DEBITS;
        }
        record(book, order, amount, given, taken);
        Duration timeout = order.timeout();
        long until = timeout == null ? Long.MAX_VALUE : atNanos + timeout.toNanos();
        posted.put(order.id().value(), new Kept(book, order, amount, until));
        return Outcome.CREATED;
    }

    private void record(int book, Transfer order, long amount, Holding given, Holding taken) {
        long place = entries.stream().filter(entry -> entry.number() >> 48 == book).count() + 1;
        long number = ((long) book << 48) + place;
        Name debit = new Name(book, order.debit());
        Name credit = new Name(book, order.credit());
        entries.add(
                new Entry(
                        number,
                        order.id().value(),
                        order.phase().name().toLowerCase(Locale.ROOT),
                        amount,
                        side(debit, given, true),
                        side(credit, taken, false)));
        holdings.put(debit, given);
        holdings.put(credit, taken);
        last.put(debit, number);
        last.put(credit, number);
        TransferId resolves = order.resolves();
        if (resolves != null) {
            ended.put(resolves.value(), order.phase());
        }
    }

    private Side side(Name name, Holding after, boolean debit) {
        return new Side(
                name.account(),
                after.sequence(),
                last.getOrDefault(name, 0L),
                after.posted(),
                debit);
    }

    private Holding of(Name name) {
        boolean limited = name.account().code().endsWith(":pending");
        return holdings.getOrDefault(name, new Holding(0, 0, 0, 0, limited, false, false, false));
    }

    private static Holding with(Holding before, long moved, long held, long awaited) {
        return new Holding(
                before.posted() + moved,
                before.held() + held,
                before.awaited() + awaited,
                before.sequence() + 1,
                before.debitsLimited(),
                before.creditsLimited(),
                before.frozen(),
                before.closed());
    }

    private static boolean moves(Phase phase) {
        return phase == Phase.SINGLE || phase == Phase.POST || phase == Phase.REVERSE;
    }
}
