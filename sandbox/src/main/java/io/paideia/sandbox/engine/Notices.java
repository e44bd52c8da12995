package io.paideia.sandbox.engine;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells merchants what happened, again and again by the provider's schedule until they acknowledge,
 * and misbehaves as the scenarios say. Pending notices survive a restart. Safe for all threads.
 */
public final class Notices implements AutoCloseable {

    static final String KIND = "notice";

    private final Map<Key, Notice> notices = new ConcurrentHashMap<>();
    private final Map<Order.Key, Set<Topic>> topics = new ConcurrentHashMap<>();
    private final Map<String, Channel> channels;
    private final Trades trades;
    private final Payouts payouts;
    private final Scenarios scenarios;
    private final VirtualClock clock;
    private final Journal journal;
    private final Courier courier;
    private final Overtaking overtaking = new Overtaking();
    private final Schedule schedule;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** A thing is told once, however often it is announced. */
    private record Key(String channel, Topic topic) {}

    public Notices(
            List<Channel> channels,
            Trades trades,
            Payouts payouts,
            Scenarios scenarios,
            VirtualClock clock,
            Journal journal) {
        this.channels =
                channels.stream()
                        .collect(Collectors.toUnmodifiableMap(Channel::name, Function.identity()));
        this.trades = trades;
        this.payouts = payouts;
        this.scenarios = scenarios;
        this.clock = clock;
        this.journal = journal;
        this.courier = new Courier(scenarios);
        this.schedule = new Schedule(clock);
        journal.recalled(KIND, Notice.class).forEach(this::index);
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
                .filter(trade -> trade.status() == Trade.Status.PAID)
                .forEach(
                        trade -> {
                            Topic topic = Topic.paid(trade.order().reference());
                            if (!notices.containsKey(new Key(trade.order().channel(), topic))) {
                                tell(trade, topic, () -> {});
                            }
                        });
    }

    /** The notices of a trade, the oldest first. */
    public List<Notice> of(Trade trade) {
        String channel = trade.order().channel();
        return topics.getOrDefault(trade.order().key(), Set.of()).stream()
                .map(topic -> Objects.requireNonNull(notices.get(new Key(channel, topic))))
                .sorted(Comparator.comparing(Notice::dueAt))
                .toList();
    }

    /** Tells the merchant, if the provider tells of such things at all. */
    public void announce(Trade trade, Topic topic) {
        tell(trade, topic, () -> {});
    }

    /** The same; the result completes when the first attempt is over, however it ended. */
    CompletableFuture<Void> announced(Trade trade, Topic topic) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        tell(trade, topic, () -> over.complete(null));
        return over;
    }

    /** Tells the merchant how a payout ended, if it wants to hear. */
    public void announce(Payout payout) {
        if (payout.notifyUrl() != null) {
            Topic topic = new Topic(Topic.Kind.PAID_OUT, payout.reference(), "");
            begin(payout.channel(), topic, () -> {});
        }
    }

    /** Does something once its virtual time has come, such as the end of a pending refund. */
    public void later(Instant at, Runnable action) {
        schedule.at(at, () -> threads.execute(action));
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

    private void tell(Trade trade, Topic topic, Runnable afterwards) {
        if (channel(trade.order().channel()).address(trade, topic).isPresent()) {
            begin(trade.order().channel(), topic, afterwards);
        } else {
            afterwards.run();
        }
    }

    private void begin(String channel, Topic topic, Runnable afterwards) {
        Instant now = clock.instant();
        Duration delay =
                scenarios
                        .on(Fault.Kind.DELAY, channel, topic.reference())
                        .map(fault -> Duration.ofSeconds(fault.seconds()))
                        .orElse(Duration.ZERO);
        Notice notice =
                new Notice(
                        channel(channel).newNoticeId(now),
                        channel,
                        topic,
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
                courier.deliver(channel(notice.channel()), writing(notice), notice, number, sentAt);
        if (round.acknowledged()) {
            keep(notice.acknowledged(round.deliveries()));
        } else {
            goOn(notice.unanswered(round.deliveries(), nextDueAt(notice, number, sentAt)));
        }
        overtaking.passed(notice.channel());
    }

    private Courier.Writing writing(Notice notice) {
        Channel channel = channel(notice.channel());
        if (notice.topic().kind() == Topic.Kind.PAID_OUT
                && channel instanceof Channel.Paying paying) {
            Payout payout = payouts.find(notice.channel(), notice.reference()).orElseThrow();
            URI to = Objects.requireNonNull(payout.notifyUrl());
            return (at, lie) -> paying.notice(payout, to, notice.id(), at, lie);
        }
        Trade trade = trades.find(notice.channel(), notice.reference()).orElseThrow();
        URI to = channel.address(trade, notice.topic()).orElseThrow();
        return (at, lie) -> channel.notice(trade, notice.topic(), to, notice.id(), at, lie);
    }

    private void goOn(Notice notice) {
        keep(notice);
        if (notice.state() == Notice.State.PENDING) {
            plan(notice, () -> {});
        }
    }

    private Optional<Instant> nextDueAt(Notice notice, int attempts, Instant sentAt) {
        List<Duration> delays = channel(notice.channel()).retryDelays(notice.topic());
        return attempts <= delays.size()
                ? Optional.of(sentAt.plus(delays.get(attempts - 1)))
                : Optional.empty();
    }

    private void keep(Notice notice) {
        journal.record(KIND, notice);
        index(notice);
    }

    private void index(Notice notice) {
        notices.put(key(notice), notice);
        topics.computeIfAbsent(
                        new Order.Key(notice.channel(), notice.reference()),
                        none -> ConcurrentHashMap.newKeySet())
                .add(notice.topic());
    }

    private Channel channel(String name) {
        return Objects.requireNonNull(channels.get(name), name);
    }

    private static Key key(Notice notice) {
        return new Key(notice.channel(), notice.topic());
    }
}
