package io.paideia.trials.simulation;

import io.paideia.lane.Handler;
import io.paideia.lane.Transactions;

/** What is simulated, as it is; tests put mistakes here, to see that they are found. */
class Flaw {

    /** The store as the lane sees it. */
    Transactions transactions(Session session) {
        return session;
    }

    /** What moves money. */
    Handler<Command.Move, Answer> ledger(Session session, Tally tally) {
        return new Transfers(session, tally);
    }
}
