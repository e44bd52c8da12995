package io.paideia.trials.simulation;

import io.paideia.lane.Transactions;

/** The store as lanes see it, which is as it is; tests put mistakes here that must be found. */
@FunctionalInterface
interface Flaw {

    Flaw NONE = session -> session;

    Transactions in(Session session);
}
