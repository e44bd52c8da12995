package io.paideia.trials.torture;

import io.paideia.ids.TypeId;
import io.paideia.ledger.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Accounts that are opened, frozen, thawed and closed, each of it once, so that what was
 * acknowledged can be told from what was not; and that give and take, or must not, once they are.
 * None ever has money. Not thread-safe.
 */
final class Vaults {

    /** So begins the code of each of them, and of no other account. */
    static final String PREFIX = "creator:v";

    private static final String SOURCE = "channel:torture";
    private static final String FEES = "revenue:fees";

    private final SplittableRandom random;
    private final List<String> open = new ArrayList<>();

    /** Will be thawed. */
    private final List<String> resting = new ArrayList<>();

    private final List<String> frozen = new ArrayList<>();
    private final List<String> thawed = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private long made;

    Vaults(SplittableRandom random) {
        this.random = random;
    }

    /** What is to be handed in. */
    record Plan(Call.Kind kind, Order order) {}

    Plan next() {
        switch (random.nextInt(8)) {
            case 0 -> {
                if (!frozen.isEmpty()) {
                    return give(Call.Kind.FROZEN, pick(frozen));
                }
            }
            case 1 -> {
                if (!thawed.isEmpty()) {
                    return give(Call.Kind.OVERDRAW, pick(thawed));
                }
            }
            case 2 -> {
                if (!closed.isEmpty()) {
                    Order take = Order.single(TypeId.next(), SOURCE, pick(closed), 1);
                    return new Plan(Call.Kind.CLOSED, take);
                }
            }
            case 3 -> {
                if (!closed.isEmpty()) {
                    return stray();
                }
            }
            case 4 -> {
                if (!closed.isEmpty()) {
                    return new Plan(Call.Kind.REOPEN, Order.wish(Wish.REOPEN, pick(closed)));
                }
            }
            case 5 -> {
                if (!resting.isEmpty()) {
                    return wish(Wish.THAW, take(resting));
                }
            }
            default -> {
                if (!open.isEmpty()) {
                    return wish(random.nextBoolean() ? Wish.FREEZE : Wish.CLOSE, take(open));
                }
            }
        }
        return wish(Wish.OPEN_DEBITS_LIMITED, PREFIX + made++ + ":pending");
    }

    /** What was granted can be relied on from now on. */
    void learn(Order granted) {
        String account = granted.debit();
        switch (Wish.valueOf(granted.phase())) {
            case OPEN_DEBITS_LIMITED -> open.add(account);
            case FREEZE -> (random.nextBoolean() ? frozen : resting).add(account);
            case THAW -> thawed.add(account);
            case CLOSE -> closed.add(account);
            default -> throw new IllegalArgumentException("Never granted: " + granted);
        }
    }

    /** From the other book, which hears only there that the account is closed. */
    private Plan stray() {
        return new Plan(
                Call.Kind.STRAY,
                Order.move(TypeId.next(), Order.BACK, SOURCE, pick(closed), random.nextLong(1, 9)));
    }

    private static Plan give(Call.Kind kind, String from) {
        return new Plan(kind, Order.single(TypeId.next(), from, FEES, 1));
    }

    private static Plan wish(Wish wish, String account) {
        return new Plan(Call.Kind.WISH, Order.wish(wish, account));
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String take(List<String> list) {
        return list.remove(random.nextInt(list.size()));
    }
}
