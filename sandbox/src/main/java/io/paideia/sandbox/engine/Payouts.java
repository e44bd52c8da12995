package io.paideia.sandbox.engine;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All payouts of all channels, in memory and in the journal. Safe for all threads. */
public final class Payouts {

    static final String KIND = "payout";

    private final Map<Order.Key, Payout> payouts = new ConcurrentHashMap<>();
    private final Journal journal;

    public Payouts(Journal journal) {
        this.journal = journal;
        journal.recalled(KIND, Payout.class).forEach(payout -> payouts.put(payout.key(), payout));
        payouts.values().forEach(payout -> journal.record(KIND, payout));
    }

    public Optional<Payout> find(String channel, String reference) {
        return Optional.ofNullable(payouts.get(new Order.Key(channel, reference)));
    }

    /** Finds by the provider's number. */
    public Optional<Payout> findByNumber(String channel, String number) {
        return payouts.values().stream()
                .filter(payout -> payout.channel().equals(channel))
                .filter(payout -> payout.number().equals(number))
                .findFirst();
    }

    /** Every payout, newest first. */
    public Stream<Payout> all() {
        return payouts.values().stream().sorted(Comparator.comparing(Payout::createdAt).reversed());
    }

    /** Lets the rule decide on the payout while it is locked; null means that nothing changes. */
    public <T> T decide(
            String channel, String reference, Function<Optional<Payout>, Decision<T>> rule) {
        AtomicReference<@Nullable Decision<T>> decided = new AtomicReference<>();
        payouts.compute(
                new Order.Key(channel, reference),
                (key, stored) -> {
                    Decision<T> decision = rule.apply(Optional.ofNullable(stored));
                    decided.set(decision);
                    Payout next = decision.next();
                    if (next == null) {
                        return stored;
                    }
                    journal.record(KIND, next);
                    return next;
                });
        return Objects.requireNonNull(decided.get()).answer();
    }

    /** What a rule came to: its answer, and the payout as it shall be, if it shall change. */
    public record Decision<T>(T answer, @Nullable Payout next) {

        public static <T> Decision<T> keep(T answer) {
            return new Decision<>(answer, null);
        }

        public static <T> Decision<T> change(T answer, Payout next) {
            return new Decision<>(answer, next);
        }
    }
}
