package io.paideia.sandbox.engine;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All trades of all channels, in memory and in the journal. Safe for all threads: a rule decides
 * while the trade is locked, so what it saw is still true when its change is made, and the change
 * is in the journal before anyone can see it.
 */
public final class Trades {

    static final String KIND = "trade";

    private final Map<Order.Key, Trade> trades = new ConcurrentHashMap<>();
    private final Map<String, Order.Key> byReference = new ConcurrentHashMap<>();
    private final Map<String, Order.Key> byToken = new ConcurrentHashMap<>();
    private final Map<Order.Key, Order.Key> byNumber = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Journal journal;

    public Trades(InstantSource clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
        journal.recalled(KIND, Trade.class).forEach(this::index);
        trades.values().forEach(trade -> journal.record(KIND, trade));
    }

    public Optional<Trade> find(String channel, String reference) {
        return find(new Order.Key(channel, reference));
    }

    /**
     * Finds by the merchant's number alone; of two channels that share one, the last to change
     * wins.
     */
    public Optional<Trade> findAnywhere(String reference) {
        return Optional.ofNullable(byReference.get(reference)).flatMap(this::find);
    }

    /** Finds by the provider's number. */
    public Optional<Trade> findByNumber(String channel, String tradeNumber) {
        return Optional.ofNullable(byNumber.get(new Order.Key(channel, tradeNumber)))
                .flatMap(this::find);
    }

    public Optional<Trade> findByToken(String token) {
        return Optional.ofNullable(byToken.get(token)).flatMap(this::find);
    }

    /** Every trade, newest first. */
    public Stream<Trade> all() {
        Comparator<Trade> byAge = Comparator.comparing(trade -> trade.order().createdAt());
        return trades.values().stream().map(this::current).sorted(byAge.reversed());
    }

    /** Lets the rule decide on the trade as it stands now. */
    public <T> T decide(
            String channel, String reference, Function<Optional<Trade>, Decision<T>> rule) {
        AtomicReference<@Nullable Decision<T>> decided = new AtomicReference<>();
        trades.compute(
                new Order.Key(channel, reference),
                (key, stored) -> {
                    Decision<T> decision =
                            rule.apply(Optional.ofNullable(stored).map(this::current));
                    decided.set(decision);
                    Trade next = decision.next();
                    if (next == null) {
                        return stored;
                    }
                    journal.record(KIND, next);
                    return next;
                });
        Decision<T> decision = Objects.requireNonNull(decided.get());
        if (decision.next() != null) {
            indexNames(decision.next());
        }
        return decision.answer();
    }

    /** What a rule came to: its answer, and the trade as it shall be, if it shall change. */
    public record Decision<T>(T answer, @Nullable Trade next) {

        public static <T> Decision<T> keep(T answer) {
            return new Decision<>(answer, null);
        }

        public static <T> Decision<T> change(T answer, Trade next) {
            return new Decision<>(answer, next);
        }
    }

    private Optional<Trade> find(Order.Key key) {
        return Optional.ofNullable(trades.get(key)).map(this::current);
    }

    private Trade current(Trade trade) {
        return trade.asOf(clock.instant());
    }

    private void index(Trade trade) {
        trades.put(trade.order().key(), trade);
        indexNames(trade);
    }

    private void indexNames(Trade trade) {
        Order.Key key = trade.order().key();
        byReference.put(key.reference(), key);
        byToken.put(trade.order().token(), key);
        trade.tradeNumber()
                .ifPresent(number -> byNumber.put(new Order.Key(key.channel(), number), key));
    }

    /** The newest trades only, as a person's page or an unbounded listing would want. */
    public List<Trade> newest(int limit) {
        return all().limit(limit).toList();
    }
}
