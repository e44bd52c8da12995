package io.paideia.lane;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are written in one transaction: a batch, or a half of one that broke. Holds what
 * its tries came to. Confined to the lane's writer.
 */
final class Part {

    private final List<Ticket<?, ?>> tickets;
    private final @Nullable Object[] results;
    private boolean begun;
    private long deadlineNanos;

    /** Whether it broke once already. */
    boolean again;

    /** The last commit, while nobody knows what became of it. */
    @Nullable CommitInDoubt doubt;

    Part(List<Ticket<?, ?>> tickets) {
        this.tickets = tickets;
        this.results = new @Nullable Object[tickets.size()];
    }

    List<Ticket<?, ?>> tickets() {
        return tickets;
    }

    /** Before each try; patience is counted from the first. */
    void begin(long nanos, long patienceNanos) {
        if (!begun) {
            begun = true;
            deadlineNanos = nanos + patienceNanos;
        }
    }

    boolean outOfPatience(long nanos) {
        return nanos - deadlineNanos > 0;
    }

    /** Less than nothing when it is over. */
    Duration patienceLeft(long nanos) {
        return Duration.ofNanos(deadlineNanos - nanos);
    }

    List<Part> halves() {
        int middle = tickets.size() / 2;
        return List.of(
                new Part(tickets.subList(0, middle)),
                new Part(tickets.subList(middle, tickets.size())));
    }

    /**
     * Hands each handler its commands as one list, the handlers in the order of their first
     * command.
     */
    void handle(Batch transaction) throws SQLException {
        Map<Handler<?, ?>, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            groups.computeIfAbsent(tickets.get(i).handler(), handler -> new ArrayList<>()).add(i);
        }
        for (Map.Entry<Handler<?, ?>, List<Integer>> group : groups.entrySet()) {
            List<Integer> places = group.getValue();
            List<?> answers =
                    invoke(
                            group.getKey(),
                            places.stream().map(place -> tickets.get(place).command()).toList(),
                            transaction);
            for (int i = 0; i < places.size(); i++) {
                results[places.get(i)] = answers.get(i);
            }
        }
    }

    /** Gives everyone the result of the try that took effect. */
    void complete() {
        for (int i = 0; i < results.length; i++) {
            complete(tickets.get(i), results[i]);
        }
    }

    void refuse(LaneException reason) {
        tickets.forEach(ticket -> ticket.answer().completeExceptionally(reason));
    }

    @SuppressWarnings(
            "unchecked") // a ticket's handler and command were typed together when it was made
    private static List<?> invoke(Handler<?, ?> handler, List<?> commands, Batch transaction)
            throws SQLException {
        List<?> answers =
                ((Handler<Object, ?>) handler).handle((List<Object>) commands, transaction);
        if (answers.size() != commands.size()) {
            throw new IllegalStateException(
                    handler.getClass().getName()
                            + " answered "
                            + answers.size()
                            + " of "
                            + commands.size()
                            + " commands");
        }
        return answers;
    }

    @SuppressWarnings("unchecked") // as above, for the result
    private static void complete(Ticket<?, ?> ticket, @Nullable Object result) {
        ((Ticket<?, @Nullable Object>) ticket).answer().complete(result);
    }
}
