package io.paideia.payments;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Records that a channel holds an attempt's money: after the buyer agreed, or because a capture was
 * surely refused. Money that is being captured or let go stays so until that is known.
 */
@Component
final class RecordHold implements Handler<RecordHold.Word, Attempt> {

    private final Unsettled.Reader reader;

    RecordHold(Unsettled.Reader reader) {
        this.reader = reader;
    }

    /** What is said of an attempt. */
    sealed interface Word {
        AttemptId attempt();

        /** The channel holds the money under its number. */
        record Held(AttemptId attempt, String trade) implements Word {}

        /** The capture took nothing. */
        record NotCaptured(AttemptId attempt, Attempt.Capture capture) implements Word {}
    }

    @Override
    public List<Attempt> handle(List<Word> commands, Batch batch) throws SQLException {
        Unsettled work = reader.ofAttempts(batch, commands.stream().map(Word::attempt).toList());
        List<Attempt> answers = new ArrayList<>(commands.size());
        for (Word command : commands) {
            Attempt attempt = work.attempt(command.attempt());
            if (attempt == null) {
                throw new IllegalStateException("No such attempt: " + command.attempt());
            }
            answers.add(
                    switch (command) {
                        case Word.Held held -> hold(work, attempt, held, batch);
                        case Word.NotCaptured none -> holdAgain(work, attempt, none, batch);
                    });
        }
        reader.write(batch, work);
        return answers;
    }

    private static Attempt hold(Unsettled work, Attempt attempt, Word.Held held, Batch batch) {
        boolean settled =
                attempt.status() == AttemptStatus.HELD
                        || attempt.status() == AttemptStatus.CAPTURING
                        || attempt.status() == AttemptStatus.CLOSING;
        if (settled || !attempt.status().running()) {
            return attempt;
        }
        Attempt next = attempt.held(held.trade(), Backoff.pending(batch.at(), 0));
        work.put(next);
        work.put(work.payment(attempt).on(PaymentStatus.Trigger.HELD));
        return next;
    }

    private static Attempt holdAgain(
            Unsettled work, Attempt attempt, Word.NotCaptured none, Batch batch) {
        String trade = attempt.trade();
        if (attempt.status() != AttemptStatus.CAPTURING
                || !none.capture().equals(attempt.capture())
                || trade == null) {
            return attempt;
        }
        // The next question tells whether it holds the money still.
        Attempt next = attempt.held(trade, batch.at());
        work.put(next);
        return next;
    }
}
