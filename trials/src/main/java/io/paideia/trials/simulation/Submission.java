package io.paideia.trials.simulation;

import org.jspecify.annotations.Nullable;

/** One handing in of a command to one server, and what became of it. */
final class Submission {

    /** What its caller knows of it. */
    enum Standing {
        WAITING,
        ANSWERED,
        FAILED,
        UNAVAILABLE,
        LOST,
        REJECTED
    }

    final long number;
    final Job job;
    final Server server;
    final long atNanos;
    Standing standing = Standing.WAITING;
    @Nullable Answer answer;

    Submission(long number, Job job, Server server, long atNanos) {
        this.number = number;
        this.job = job;
        this.server = server;
        this.atNanos = atNanos;
    }

    Command command() {
        return job.command;
    }

    @Override
    public String toString() {
        return "#" + number + " " + job.command + " at " + server;
    }
}
