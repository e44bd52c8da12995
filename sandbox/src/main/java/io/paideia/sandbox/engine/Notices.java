package io.paideia.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells merchants of payments, again and again by the provider's schedule until they acknowledge,
 * and misbehaves as the scenarios say. Pending notices survive a restart. Safe for all threads.
 */
public final class Notices implements AutoCloseable {

    static final String KIND = "notice";

    private final Map<Order.Key, Notice> notices = new ConcurrentHashMap<>();
    private final Map<String, Channel> channels;
    private final Trades trades;
    private final Scenarios scenarios;
    private final VirtualClock clock;
    private final Journal journal;
    private final Courier courier;
    private final Overtaking overtaking = new Overtaking();
    private final Schedule schedule;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Notices(
            List<Channel> channels,
            Trades trades,
            Scenarios scenarios,
            VirtualClock clock,
            Journal journal) {
        this.channels =
                channels.stream()
                        .collect(Collectors.toUnmodifiableMap(Channel::name, Function.identity()));
        this.trades = trades;
        this.scenarios = scenarios;
        this.clock = clock;
        this.journal = journal;
        this.courier = new Courier(scenarios);
        this.schedule = new Schedule(clock);
        journal.recalled(KIND, Notice.class).forEach(notice -> notices.put(key(notice), notice));
        notices.values().forEach(notice -> journal.record(KIND, notice));
    }

    /**
     * Goes on where the last process stopped; also with payments whose notice it did not come to
     * write down.
     */
    public void resume() {
        notices.values().stream()
                .filter(notice -> notice.state() == Notice.State.PENDING)
                .forEach(notice -> plan(notice, () -> {}));
        trades.all()
                .filter(
                        trade ->
                                trade.status() == Trade.Status.PAID
                                        && !notices.containsKey(trade.order().key()))
                .forEach(trade -> tell(trade, () -> {}));
    }

    /** The notices of a trade, none if the merchant wants none or there is nothing to tell. */
    public List<Notice> of(Trade trade) {
        return Stream.ofNullable(notices.get(trade.order().key())).toList();
    }

    /**
     * Tells the merchant of the payment. The result completes when the first attempt is over,
     * however it ended.
     */
    public CompletableFuture<Void> announce(Trade trade) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        tell(trade, () -> over.complete(null));
        return over;
    }

    /**
     * Waits a moment for what is being written down; what is only being sent is sent again by the
     * next process.
     */
    @Override
    public void close() {
        schedule.close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        courier.close();
    }

    private void tell(Trade trade, Runnable afterwards) {
        if (trade.order().notifyUrl() == null) {
            afterwards.run();
            return;
        }
        Order order = trade.order();
        Instant now = clock.instant();
        Duration delay =
                scenarios
                        .on(Fault.Kind.DELAY, order.channel(), order.reference())
                        .map(fault -> Duration.ofSeconds(fault.seconds()))
                        .orElse(Duration.ZERO);
        Notice notice =
                new Notice(
                        channel(order.channel()).newNoticeId(now),
                        order.channel(),
                        order.reference(),
                        Notice.State.PENDING,
                        now.plus(delay),
                        List.of());
        keep(notice);
        plan(notice, afterwards);
    }

    private void plan(Notice notice, Runnable afterwards) {
        Runnable handOver = () -> threads.execute(() -> run(notice, afterwards));
        if (notice.dueAt().isAfter(clock.instant())) {
            schedule.at(notice.dueAt(), handOver);
        } else {
            handOver.run();
        }
    }

    private void run(Notice notice, Runnable afterwards) {
        try {
            attempt(notice);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            afterwards.run();
        }
    }

    private void attempt(Notice notice) throws InterruptedException {
        Trade trade = trades.find(notice.channel(), notice.reference()).orElseThrow();
        int number = notice.attempts() + 1;
        if (number == 1) {
            Optional<Fault> reorder =
                    scenarios.on(Fault.Kind.REORDER, notice.channel(), notice.reference());
            if (reorder.isPresent()) {
                overtaking.letOneOvertake(
                        notice.channel(), Duration.ofSeconds(reorder.get().seconds()));
            }
        }
        Instant sentAt = clock.instant();
        Courier.Round round =
                courier.deliver(channel(notice.channel()), trade, notice, number, sentAt);
        if (round.acknowledged()) {
            keep(notice.acknowledged(round.deliveries()));
        } else {
            goOn(notice.unanswered(round.deliveries(), nextDueAt(notice, number, sentAt)));
        }
        overtaking.passed(notice.channel());
    }

    private void goOn(Notice notice) {
        keep(notice);
        if (notice.state() == Notice.State.PENDING) {
            plan(notice, () -> {});
        }
    }

    private Optional<Instant> nextDueAt(Notice notice, int attempts, Instant sentAt) {
        List<Duration> delays = channel(notice.channel()).retryDelays();
        return attempts <= delays.size()
                ? Optional.of(sentAt.plus(delays.get(attempts - 1)))
                : Optional.empty();
    }

    private void keep(Notice notice) {
        journal.record(KIND, notice);
        notices.put(key(notice), notice);
    }

    private Channel channel(String name) {
        return Objects.requireNonNull(channels.get(name), name);
    }

    private static Order.Key key(Notice notice) {
        return new Order.Key(notice.channel(), notice.reference());
    }
}
