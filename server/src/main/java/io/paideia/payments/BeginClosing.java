package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Records the intent to close a charge whose money the channel holds, or may hold soon, before the
 * channel is called. Here it is decided who was first: from now on nothing of it is captured, and
 * what is being captured is not closed.
 */
@Component
final class BeginClosing implements Handler<BeginClosing.Begin, Attempt> {

    private final Unsettled.Reader reader;

    BeginClosing(Unsettled.Reader reader) {
        this.reader = reader;
    }

    /**
     * What shall be closed.
     *
     * @param ifSilent how long the caller itself waits for the channel; later somebody else goes on
     */
    record Begin(AttemptId attempt, Duration ifSilent) {}

    /**
     * The attempts as they stand now: closing, or as they were if a capture or an end was first.
     */
    @Override
    public List<Attempt> handle(List<Begin> commands, Batch batch) throws SQLException {
        Unsettled work = reader.ofAttempts(batch, commands.stream().map(Begin::attempt).toList());
        List<Attempt> answers = new ArrayList<>(commands.size());
        for (Begin command : commands) {
            Attempt attempt = work.attempt(command.attempt());
            if (attempt == null) {
                throw new IllegalStateException("No such attempt: " + command.attempt());
            }
            if (attempt.status().running() && attempt.status() != AttemptStatus.CAPTURING) {
                attempt = attempt.now(AttemptStatus.CLOSING, batch.at().plus(command.ifSilent()));
                work.put(attempt);
                work.put(work.payment(attempt).on(PaymentStatus.Trigger.DOUBT));
            }
            answers.add(attempt);
        }
        reader.write(batch, work);
        return answers;
    }
}
