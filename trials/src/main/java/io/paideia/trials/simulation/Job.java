package io.paideia.trials.simulation;

/** A command as its caller thinks of it: repeated until its outcome is known. */
final class Job {

    /** What the caller does with it next. */
    enum State {
        /** Hands it in, once its time has come. */
        TO_DO,
        WAITING,
        DONE
    }

    final Command command;
    State state = State.TO_DO;
    long notBefore;
    boolean tried;
    private boolean handled;

    Job(Command command, long notBefore) {
        this.command = command;
        this.notBefore = notBefore;
    }

    /** Whether its handler never saw it before; true once. */
    boolean firstTime() {
        boolean first = !handled;
        handled = true;
        return first;
    }

    @Override
    public String toString() {
        return command + " " + state;
    }
}
