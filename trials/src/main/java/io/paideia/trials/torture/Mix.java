package io.paideia.trials.torture;

import io.paideia.ids.TypeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The load: what is handed in next, chosen by a seed and by what was answered so far. Everything
 * that the ledger knows is in it, and everything that it must refuse. Thread-safe; calls must be
 * handed in through it, so that their order is that of the docket.
 */
final class Mix {

    private static final int PARTIES = 12;
    private static final int REMEMBERED = 2_000;
    private static final String SOURCE = "channel:torture";
    private static final String FEES = "revenue:fees";

    /** Limited, and nothing ever comes in. */
    private static final String EMPTY = "buyer:empty:wallet";

    private final SplittableRandom random;
    private final Docket docket;
    private final List<Call> created = new ArrayList<>();
    private final List<Order> held = new ArrayList<>();
    private final List<Call> recent = new ArrayList<>();
    private final Vaults vaults;

    Mix(long seed, Docket docket) {
        this.random = new SplittableRandom(seed);
        this.docket = docket;
        this.vaults = new Vaults(random.split());
    }

    /** Makes the next call and notes it. */
    synchronized Call next(String worker) {
        Call call = choose(worker);
        if (call.kind() != Call.Kind.REPEAT && call.kind() != Call.Kind.REUSE) {
            remember(recent, call, 20);
        }
        return call;
    }

    /** What was created can be repeated, resolved and contradicted from now on. */
    synchronized void learn(Docket.Answer answer) {
        Call call = answer.call();
        if (!answer.outcomes().stream().allMatch(outcome -> outcome.equals("created"))) {
            return;
        }
        if (call.kind() == Call.Kind.WISH) {
            vaults.learn(call.orders().getFirst());
            return;
        }
        remember(created, call, REMEMBERED);
        if (call.kind() == Call.Kind.HOLD) {
            remember(held, call.orders().getFirst(), REMEMBERED);
        }
    }

    private Call choose(String worker) {
        int dice = random.nextInt(100);
        if (dice < 5 && !created.isEmpty()) {
            return handIn(worker, Call.Kind.REPEAT, pick(created).orders());
        }
        if (dice < 8 && !created.isEmpty()) {
            Order order = pick(pick(created).orders());
            return handIn(worker, Call.Kind.REUSE, List.of(order.altered()));
        }
        if (dice < 11 && !recent.isEmpty()) {
            Call call = pick(recent);
            if (call.kind() == Call.Kind.FUND
                    || call.kind() == Call.Kind.SPEND
                    || call.kind() == Call.Kind.MOVE) {
                return handIn(worker, Call.Kind.RACE, call.orders());
            }
        }
        if (dice < 23 && !held.isEmpty()) {
            return handIn(worker, Call.Kind.RESOLVE, List.of(resolution()));
        }
        if (dice < 27 && !created.isEmpty()) {
            Call call = pick(created);
            if (call.kind() == Call.Kind.FUND) {
                Order order = call.orders().getFirst();
                return handIn(worker, Call.Kind.REVERSE, List.of(Order.reversal(id(), order)));
            }
        }
        return random.nextInt(5) == 0 ? special(worker) : fresh(worker, dice);
    }

    /** What concerns more than two accounts of one book. */
    private Call special(String worker) {
        long amount = random.nextLong(1, 1_000);
        return switch (random.nextInt(5)) {
            case 0 ->
                    handIn(
                            worker,
                            Call.Kind.BALANCE,
                            List.of(
                                    Order.single(id(), available(party()), FEES, 3 * amount)
                                            .asMuchAsIsThere()));
            case 1 ->
                    handIn(
                            worker,
                            Call.Kind.MOVE,
                            List.of(move(Order.MOVE, pending(party()), pending(party()), amount)));
            case 2 ->
                    handIn(
                            worker,
                            Call.Kind.BACK,
                            List.of(move(Order.BACK, SOURCE, pending(party()), amount)));
            default -> {
                Vaults.Plan plan = vaults.next();
                yield handIn(worker, plan.kind(), List.of(plan.order()));
            }
        };
    }

    private static Order move(String direction, String debit, String credit, long amount) {
        return Order.move(id(), direction, debit, credit, amount);
    }

    private Call fresh(String worker, int dice) {
        String party = party();
        long amount = random.nextLong(1, 1_000);
        Order fund = Order.single(id(), SOURCE, pending(party), amount);
        if (dice < 31) {
            return handIn(
                    worker,
                    Call.Kind.OVERDRAW,
                    List.of(Order.single(id(), EMPTY, pending(party), amount)));
        }
        if (dice < 42) {
            Order hold = Order.pending(id(), pending(party), FEES, amount);
            return handIn(
                    worker,
                    Call.Kind.HOLD,
                    List.of(random.nextBoolean() ? hold : hold.within(random.nextLong(1, 1_000))));
        }
        if (dice < 50) {
            // The first pays for the second, so only a group that is torn can be refused.
            Order release =
                    Order.single(
                            id(),
                            pending(party),
                            available(party()),
                            random.nextLong(1, amount + 1));
            return handIn(worker, Call.Kind.GROUP, List.of(fund, release));
        }
        if (dice < 54) {
            Order refused = Order.single(id(), EMPTY, FEES, 1);
            return handIn(worker, Call.Kind.REFUSED_GROUP, List.of(fund, refused));
        }
        if (dice < 73) {
            return handIn(
                    worker,
                    Call.Kind.SPEND,
                    List.of(Order.single(id(), pending(party), available(party), 2 * amount)));
        }
        return handIn(worker, Call.Kind.FUND, List.of(fund));
    }

    /** In one case of four the held one stays for others, who come too late or are quicker. */
    private Order resolution() {
        Order pending = pick(held);
        if (random.nextInt(4) > 0) {
            held.remove(pending);
        }
        return random.nextInt(3) == 0
                ? Order.cancel(id(), pending)
                : Order.post(id(), pending, random.nextLong(1, pending.amount() + 1));
    }

    private Call handIn(String worker, Call.Kind kind, List<Order> orders) {
        return docket.handIn(worker, kind, orders);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Keeps a list short by letting the new take the place of any. */
    private <T> void remember(List<T> list, T thing, int most) {
        if (list.size() < most) {
            list.add(thing);
        } else {
            list.set(random.nextInt(most), thing);
        }
    }

    private String party() {
        return "creator:c" + random.nextInt(PARTIES);
    }

    private static String pending(String party) {
        return party + ":pending";
    }

    private static String available(String party) {
        return party + ":available";
    }

    private static UUID id() {
        return TypeId.next();
    }
}
