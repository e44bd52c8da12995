package io.paideia.sandbox.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message that tells the merchant of something. Its id stays the same however often it is
 * delivered. Immutable.
 */
public record Notice(
        String id,
        String channel,
        Topic topic,
        State state,
        Instant dueAt,
        List<Delivery> deliveries) {

    /** Pending notices have a next attempt; the others are over. */
    public enum State {
        PENDING,
        ACKNOWLEDGED,
        ABANDONED
    }

    /**
     * One copy that was sent or should have been: what the merchant answered, or why there is no
     * answer. Times are virtual.
     */
    public record Delivery(int attempt, Instant sentAt, String answer, @Nullable String fault) {}

    public Notice {
        deliveries = List.copyOf(deliveries);
    }

    String reference() {
        return topic.reference();
    }

    int attempts() {
        return deliveries.isEmpty() ? 0 : deliveries.getLast().attempt();
    }

    Notice acknowledged(List<Delivery> sent) {
        return new Notice(id, channel, topic, State.ACKNOWLEDGED, dueAt, and(sent));
    }

    /** The next attempt is due then, or never if the schedule is exhausted. */
    Notice unanswered(List<Delivery> sent, Optional<Instant> nextDueAt) {
        State next = nextDueAt.isPresent() ? State.PENDING : State.ABANDONED;
        return new Notice(id, channel, topic, next, nextDueAt.orElse(dueAt), and(sent));
    }

    private List<Delivery> and(List<Delivery> sent) {
        return Stream.concat(deliveries.stream(), sent.stream()).toList();
    }
}
