package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.routing.Ended;
import io.paideia.routing.Routing;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends a running attempt without money. One that is no longer running stays as it is. */
@Component
final class EndAttempt implements Handler<EndAttempt.End, Attempt> {

    private final Unsettled.Reader reader;
    private final Events events;
    private final Routing routing;

    EndAttempt(Unsettled.Reader reader, Events events, Routing routing) {
        this.reader = reader;
        this.events = events;
        this.routing = routing;
    }

    /**
     * How it ends.
     *
     * @param as closed by us, or failed
     * @param trigger what it means for the payment; null if another attempt follows at once
     * @param failure told to the platform, for a failed attempt
     * @param watchFrom when to ask again whether it was paid after all; null if that cannot be
     */
    record End(
            AttemptId attempt,
            AttemptStatus as,
            PaymentStatus.@Nullable Trigger trigger,
            @Nullable Failure failure,
            @Nullable Instant watchFrom) {}

    @Override
    public List<Attempt> handle(List<End> commands, Batch batch) throws SQLException {
        Unsettled work = reader.ofAttempts(batch, commands.stream().map(End::attempt).toList());
        List<NewEvent> news = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        List<Attempt> answers = new ArrayList<>(commands.size());
        for (End end : commands) {
            Attempt attempt = work.attempt(end.attempt());
            if (attempt == null) {
                throw new IllegalStateException("No such attempt: " + end.attempt());
            }
            if (attempt.status().running()) {
                if (end.as() == AttemptStatus.FAILED) {
                    ended.add(
                            new Ended(
                                    attempt.channel(),
                                    attempt.method(),
                                    attempt.amount(),
                                    Ended.Result.REFUSED));
                }
                attempt = attempt.now(end.as(), end.watchFrom());
                work.put(attempt);
                change(work, attempt, end, news);
            }
            answers.add(attempt);
        }
        reader.write(batch, work);
        events.append(batch, news);
        routing.learn(ended, batch);
        return answers;
    }

    private static void change(Unsettled work, Attempt attempt, End end, List<NewEvent> news) {
        Payment payment = work.payment(attempt);
        PaymentStatus.Trigger trigger = end.trigger();
        if (trigger == null) {
            return;
        }
        Payment next = payment.on(trigger);
        Failure failure = end.failure();
        if (failure != null && next.status() == PaymentStatus.FAILED) {
            next = next.because(failure);
            news.add(PaymentFailed.event(next));
        }
        work.put(next);
    }
}
