package io.paideia.trials.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's own view of who holds the book. */
final class Sessions {

    /**
     * The upper half of a book's key says "paid", the lower one is of its name; see
     * io.paideia.lane.Book.
     */
    private static final String HOLDING_OR_WAITING =
            """
            SELECT a.pid, a.client_port, l.granted, a.query_start::text,
                   coalesce(a.wait_event, '')
              FROM pg_locks l
              JOIN pg_stat_activity a USING (pid)
             WHERE l.locktype = 'advisory' AND l.classid = x'70616964'::int::oid
               AND l.objid = x'%08x'::bigint::oid AND a.client_port = ANY (?)
               AND a.pid <> pg_backend_pid()
            """
                    .formatted(Worker.BOOK.hashCode());

    private static final String OPEN =
            """
            SELECT pid, client_port, false, query_start::text, coalesce(wait_event, '')
              FROM pg_stat_activity
             WHERE client_port = ANY (?)
               -- A port that a worker used once may be the one that we ask from.
               AND pid <> pg_backend_pid()
            """;

    private static final String TERMINATE = "SELECT pg_terminate_backend(?)";
    private static final String CANCEL = "SELECT pg_cancel_backend(?)";

    private Sessions() {}

    /**
     * A session of a worker.
     *
     * @param holds whether it has the book's lock; else it waits for it
     * @param since when its statement began, as text: another one if that is different
     */
    record Session(int pid, int clientPort, boolean holds, String since, String waitsFor) {

        /**
         * Between two statements, or in the middle of a COPY: it is its client who has to go on.
         */
        boolean waitsForClient() {
            return waitsFor.equals("ClientRead");
        }
    }

    /** Which sessions, of which proxy. */
    record Question(String query, Proxy proxy) {

        /** Sessions that hold or want the book. */
        static Question of(Proxy proxy) {
            return new Question(HOLDING_OR_WAITING, proxy);
        }

        /** All sessions. */
        static Question open(Proxy proxy) {
            return new Question(OPEN, proxy);
        }

        List<Session> ask(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(query)) {
                // Asked each time: a worker that comes back has a new port.
                select.setArray(1, connection.createArrayOf("int4", proxy.clientPorts().toArray()));
                List<Session> sessions = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        sessions.add(
                                new Session(
                                        row.getInt(1),
                                        row.getInt(2),
                                        row.getBoolean(3),
                                        String.valueOf(row.getString(4)),
                                        String.valueOf(row.getString(5))));
                    }
                }
                return sessions;
            }
        }
    }

    /** Ends a session as an administrator does. */
    static void terminate(Connection connection, int pid) throws SQLException {
        call(connection, TERMINATE, pid);
    }

    /** Ends a statement with the same SQLSTATE as a time-out would, 57014. */
    static void cancel(Connection connection, int pid) throws SQLException {
        call(connection, CANCEL, pid);
    }

    private static void call(Connection connection, String query, int pid) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setInt(1, pid);
            select.execute();
        }
    }
}
