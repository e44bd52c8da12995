package io.paideia.trials.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What is done to a worker or to PostgreSQL, always under load and at a known moment. */
enum Injury {
    KILL_WORKER("kill -9 a worker"),
    KILL_WORKER_AT_COMMIT("kill -9 a worker, its COMMIT never arrives"),
    KILL_WORKER_AFTER_COMMIT("kill -9 a worker after COMMIT, before its reply"),
    KILL_BACKEND("kill -9 the backend that holds the book"),
    KILL_POSTMASTER("kill -9 the postmaster, start again at once"),
    /** PostgreSQL gives the lost transaction's number to another one after its recovery. */
    KILL_POSTMASTER_AT_COMMIT("kill -9 the postmaster, COMMIT never arrives, others go on"),
    OUTAGE("kill -9 the postmaster, stay away beyond all patience"),
    KILL_ALL("kill -9 the postmaster and a worker"),
    CUT_BEFORE_COMMIT("cut the connection before COMMIT arrives"),
    CUT_AT_COMMIT("cut the connection behind COMMIT"),
    CUT_AFTER_COMMIT("cut the connection between COMMIT and its reply"),
    LATE_COMMIT("cut the connection, deliver COMMIT later"),
    STOP_WORKER("SIGSTOP a worker in mid-batch, resume it"),
    STOP_AND_CANCEL("SIGSTOP a worker, time out the other one's wait"),
    STOP_AND_TERMINATE("SIGSTOP a worker, end its session, resume it later"),
    /** Takes a whole patience: the product itself has to end the wait for the lock. */
    STOP_FOR_LONG("SIGSTOP a worker for longer than the other one's patience");

    private final String told;

    Injury(String told) {
        this.told = told;
    }

    String told() {
        return told;
    }

    /** Whether it is about what another process does meanwhile. */
    boolean needsTwo() {
        return this == KILL_POSTMASTER_AT_COMMIT
                || this == STOP_WORKER
                || this == STOP_AND_CANCEL
                || this == STOP_AND_TERMINATE
                || this == STOP_FOR_LONG;
    }

    private boolean takesLong() {
        return this == STOP_FOR_LONG;
    }

    /**
     * As many as there are cycles: each kind once, then each once more, every time in another
     * order. What takes a whole patience is there from 40 cycles on.
     */
    static List<Injury> sequence(int cycles, SplittableRandom random) {
        List<Injury> sequence = new ArrayList<>();
        while (sequence.size() < cycles) {
            List<Injury> round =
                    new ArrayList<>(
                            Arrays.stream(values())
                                    .filter(injury -> cycles >= 40 || !injury.takesLong())
                                    .toList());
            for (int i = round.size() - 1; i > 0; i--) {
                round.set(i, round.set(random.nextInt(i + 1), round.get(i)));
            }
            sequence.addAll(round);
        }
        return sequence.subList(0, cycles);
    }
}
