package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.List;

/**
 * Stands before a handler: tells the store what was decided, and makes those commands break that
 * are to break, after the handler has written what must then be rolled back.
 */
final class Witness<C extends Command> implements Handler<Submission, Answer> {

    private final World world;
    private final Session session;
    private final Class<C> kind;
    private final Handler<C, Answer> handler;

    Witness(World world, Session session, Class<C> kind, Handler<C, Answer> handler) {
        this.world = world;
        this.session = session;
        this.kind = kind;
        this.handler = handler;
    }

    @Override
    public List<Answer> handle(List<Submission> submissions, Batch batch) throws SQLException {
        world.trace("transaction", batch.transaction(), "handles", submissions);
        List<Answer> answers =
                handler.handle(
                        submissions.stream().map(Submission::command).map(kind::cast).toList(),
                        batch);
        StoreTransaction transaction = session.open(batch);
        for (int i = 0; i < submissions.size(); i++) {
            transaction.decide(submissions.get(i), answers.get(i));
        }
        boolean forgets = false;
        for (Submission submission : submissions) {
            forgets |= misbehave(submission.job);
        }
        if (world.weather.strikes(Fault.BUG_AFTER_COMMIT)) {
            batch.afterCommit(
                    () -> {
                        throw new IllegalStateException("A listener's bug");
                    });
        }
        return forgets ? answers.subList(1, answers.size()) : answers;
    }

    /** Returns whether an answer is to be forgotten. */
    private boolean misbehave(Job job) throws SQLException {
        switch (job.command.nature()) {
            case BROKEN -> throw new IllegalStateException("A bug");
            case BROKEN_SQL -> throw new SQLException("Not unique", "23505");
            case BROKEN_ERROR -> throw new OutOfMemoryError("No room, says the simulation");
            case ODD -> {
                if (job.firstTime()) {
                    throw new IllegalStateException("Odd, this once");
                }
            }
            case FORGOTTEN -> {
                return true;
            }
            case SOUND -> {}
        }
        return false;
    }
}
