package io.paideia.database;

/** How the embedded PostgreSQL is set up, as options of its postmaster. */
final class ServerOptions {

    /**
     * A new segment of the log is not zeroed: that is safe on file systems which keep the size they
     * were given, and it stopped every commit for 43 ms each 16 MB. Up to a gigabyte of used
     * segments is kept for use again.
     */
    private static final String OPTIONS =
            """
            -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=120
            -c shared_buffers=512MB -c fsync=on -c synchronous_commit=on -c wal_buffers=16MB
            -c wal_init_zero=off -c min_wal_size=1GB -c max_wal_size=4GB -c checkpoint_timeout=15min
            -c jit=off -c log_checkpoints=off
            """;

    private ServerOptions() {}

    static String at(int port) {
        return "-p " + port + " " + OPTIONS.replace('\n', ' ').strip();
    }
}
