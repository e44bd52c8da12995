package io.paideia.trials.simulation;

import io.paideia.lane.Book;
import io.paideia.lane.CommitInDoubt;
import io.paideia.lane.Transactions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that tells its lane something wrong. */
abstract class Mistaken implements Transactions {

    final Session session;

    Mistaken(Session session) {
        this.session = session;
    }

    @Override
    public String name() {
        return session.name();
    }

    @Override
    public <T> T transact(Book.Work<T> work) throws SQLException {
        return session.transact(work);
    }

    @Override
    public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
        return session.tookEffect(doubt);
    }

    @Override
    public void close() {
        session.close();
    }

    /** Gives the result once it is decided, whatever becomes of the commit. */
    static final class AnswersBeforeCommit extends Mistaken {

        AnswersBeforeCommit(Session session) {
            super(session);
        }

        @Override
        public <T> T transact(Book.Work<T> work) throws SQLException {
            List<T> decided = new ArrayList<>();
            try {
                return session.transact(
                        batch -> {
                            T result = work.in(batch);
                            decided.add(result);
                            return result;
                        });
            } catch (SQLException e) {
                if (decided.isEmpty()) {
                    throw e;
                }
                return decided.getFirst();
            }
        }
    }

    /** Says that a commit in doubt took effect. */
    static final class TakesDoubtForSuccess extends Mistaken {

        TakesDoubtForSuccess(Session session) {
            super(session);
        }

        @Override
        public boolean tookEffect(CommitInDoubt doubt) {
            doubt.batch().committed();
            return true;
        }
    }

    /** Says that a commit without an answer was refused. */
    static final class TakesDoubtForFailure extends Mistaken {

        TakesDoubtForFailure(Session session) {
            super(session);
        }

        @Override
        public <T> T transact(Book.Work<T> work) throws SQLException {
            try {
                return session.transact(work);
            } catch (CommitInDoubt doubt) {
                session.close();
                throw new SQLException("Refused", "23505", doubt);
            }
        }
    }

    /** When its question gets no answer, asks about the question next: a fault that was real. */
    static final class AsksAboutTheQuestion extends Mistaken {

        private @Nullable CommitInDoubt question;

        AsksAboutTheQuestion(Session session) {
            super(session);
        }

        @Override
        public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
            CommitInDoubt asked = question == null ? doubt : question;
            question = null;
            try {
                return session.tookEffect(asked);
            } catch (CommitInDoubt unanswered) {
                question = unanswered;
                throw unanswered;
            }
        }
    }

    /** Asks at once, while the transaction may still be in progress. */
    static final class AsksWithoutLock extends Mistaken {

        AsksWithoutLock(Session session) {
            super(session);
        }

        @Override
        public boolean tookEffect(CommitInDoubt doubt) {
            if (session.status(doubt.batch().transaction()) == Store.Status.COMMITTED) {
                doubt.batch().committed();
                return true;
            }
            return false;
        }
    }

    /**
     * Asks what became of the number that the transaction had: a fault that was real. A crash of
     * the database may have given it to another one.
     */
    static final class AsksByNumber extends Mistaken {

        AsksByNumber(Session session) {
            super(session);
        }

        @Override
        public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
            return session.tookEffect(doubt, session::numberIsCommitted);
        }
    }
}
