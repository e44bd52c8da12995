package io.paideia.trials.simulation;

/** Ends a dead server's stack; nobody is meant to handle it, and what is done about it is void. */
final class Crash extends Error {

    Crash() {
        super("The process was killed", null, false, false);
    }
}
