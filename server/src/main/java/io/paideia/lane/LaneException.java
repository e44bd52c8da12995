package io.paideia.lane;

/** Why a lane did not answer with a result. */
public abstract sealed class LaneException extends RuntimeException {

    private LaneException(String message) {
        super(message);
    }

    private LaneException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Too many commands wait; nothing was done, and a moment later there is room again. */
    public static final class Full extends LaneException {
        Full(String lane, int waiting) {
            super("Lane " + lane + " is full: " + waiting + " commands wait");
        }
    }

    /** The lane shuts down; nothing was done. */
    public static final class Closed extends LaneException {
        Closed(String lane) {
            super("Lane " + lane + " is closed");
        }
    }

    /** This command breaks by itself, a bug; it had no effect and its neighbours did not suffer. */
    public static final class Failed extends LaneException {
        Failed(Throwable cause) {
            super("Command failed: " + cause, cause);
        }
    }

    /** The database stayed away. The command may have taken effect; repeat it under its id. */
    public static final class Unavailable extends LaneException {
        Unavailable(Throwable cause) {
            super("Database unavailable: " + cause, cause);
        }
    }
}
