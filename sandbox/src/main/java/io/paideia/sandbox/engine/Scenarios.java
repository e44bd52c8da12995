package io.paideia.sandbox.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which faults are on: for one reference, or else for its whole channel. They live in memory only,
 * because a restarted sandbox should behave. Safe for all threads.
 */
public final class Scenarios {

    private final Map<String, Scenario> byReference = new ConcurrentHashMap<>();
    private final Map<String, Scenario> byChannel = new ConcurrentHashMap<>();

    /**
     * Replaces the faults of one reference, which need not exist yet. None at all lets the
     * channel's apply again.
     */
    public void forReference(String reference, List<Fault> faults) {
        replace(byReference, reference, faults);
    }

    /** Replaces the faults of every trade of the channel that has no scenario of its own. */
    public void forChannel(String channel, List<Fault> faults) {
        replace(byChannel, channel, faults);
    }

    public void clear() {
        byReference.clear();
        byChannel.clear();
    }

    /**
     * Takes a fault of this kind if it is on for the operation and has not struck this trade often
     * enough.
     */
    public Optional<Fault> strike(
            Fault.Kind kind, Operation operation, String channel, String reference) {
        Predicate<Fault> fits = fault -> fault.kind() == kind && fault.on().contains(operation);
        return scenario(channel, reference)
                .flatMap(
                        scenario ->
                                scenario.faults.stream()
                                        .filter(fits)
                                        .filter(
                                                fault ->
                                                        scenario.strikes(
                                                                fault, operation, reference))
                                        .findFirst());
    }

    /** Whether queries shall not know yet that the trade is paid. */
    public boolean hidesPayment(Trade trade, Instant now) {
        String channel = trade.order().channel();
        String reference = trade.order().reference();
        Instant paidAt = trade.paidAt();
        Optional<Fault> stale = on(Fault.Kind.STALE_QUERY, channel, reference);
        if (stale.isEmpty() || paidAt == null) {
            return false;
        }
        return stale.get().seconds() > 0
                ? now.isBefore(paidAt.plusSeconds(stale.get().seconds()))
                : strike(Fault.Kind.STALE_QUERY, Operation.QUERY, channel, reference).isPresent();
    }

    /** The fault of this kind, however often it has struck. */
    public Optional<Fault> on(Fault.Kind kind, String channel, String reference) {
        return faults(channel, reference).filter(fault -> fault.kind() == kind).findFirst();
    }

    /**
     * What shall happen to the notices of a trade, one entry an attempt, in the order in which the
     * faults were given.
     */
    List<Fault.Kind> spoiledNotices(String channel, String reference) {
        return faults(channel, reference)
                .filter(fault -> fault.kind().spoilsNotices())
                .flatMap(fault -> Stream.generate(fault::kind).limit(fault.times()))
                .toList();
    }

    private Stream<Fault> faults(String channel, String reference) {
        return scenario(channel, reference).stream().flatMap(scenario -> scenario.faults.stream());
    }

    private Optional<Scenario> scenario(String channel, String reference) {
        Scenario own = byReference.get(reference);
        return Optional.ofNullable(own != null ? own : byChannel.get(channel));
    }

    private static void replace(Map<String, Scenario> scenarios, String name, List<Fault> faults) {
        if (faults.isEmpty()) {
            scenarios.remove(name);
        } else {
            scenarios.put(name, new Scenario(faults));
        }
    }

    private static final class Scenario {

        private final List<Fault> faults;
        private final Map<Strike, AtomicInteger> strikes = new ConcurrentHashMap<>();

        Scenario(List<Fault> faults) {
            this.faults = List.copyOf(faults);
        }

        boolean strikes(Fault fault, Operation operation, String reference) {
            Strike strike = new Strike(fault.kind(), operation, reference);
            return strikes.computeIfAbsent(strike, first -> new AtomicInteger()).incrementAndGet()
                    <= fault.times();
        }
    }

    private record Strike(Fault.Kind kind, Operation operation, String reference) {}
}
