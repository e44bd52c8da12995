package io.paideia.lane;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQL error asks for, by the classes of SQLSTATE (PostgreSQL manual, appendix A). */
enum Trouble {
    /** The connection or the server is gone, or refuses connections for now: reconnect. */
    LOST_CONNECTION,
    /** Serialization failure, deadlock or lock time-out: the same again. */
    CONFLICT,
    /** Everything else: a command, or a bug. */
    BROKEN_COMMAND;

    /** The primary became a standby: the next connection finds the new one. */
    private static final String READ_ONLY = "25006";

    private static final String IDLE_TOO_LONG = "25P03";

    static Trouble of(SQLException e) {
        @Nullable String state = e.getSQLState();
        if (state == null) {
            return BROKEN_COMMAND;
        }
        if (state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("58")
                || state.equals(READ_ONLY)
                || state.equals(IDLE_TOO_LONG)) {
            return LOST_CONNECTION;
        }
        return state.startsWith("40") || state.equals("55P03") || state.equals("57014")
                ? CONFLICT
                : BROKEN_COMMAND;
    }
}
