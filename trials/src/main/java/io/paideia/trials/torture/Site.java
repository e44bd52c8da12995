package io.paideia.trials.torture;

import io.paideia.bench.Cluster;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The throw-away PostgreSQL that is tortured, started by the product's own launcher, and a
 * connection past all proxies to look at its sessions and rows. Not thread-safe but for {@link
 * #await}.
 */
final class Site implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private Database database;
    private volatile Cluster cluster;

    private Site(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
        this.cluster = Cluster.in(folder);
    }

    static Site start(Path folder) {
        return new Site(folder, open(folder));
    }

    private static Database open(Path folder) {
        return Database.open(new DatabaseSettings(null, folder, 0, 2));
    }

    Cluster cluster() {
        return cluster;
    }

    /** SIGKILL to the postmaster alone. Its children notice and end, the busy ones a bit later. */
    List<ProcessHandle> killPostmaster() {
        List<ProcessHandle> children =
                ProcessHandle.of(cluster.pid()).stream()
                        .flatMap(ProcessHandle::descendants)
                        .toList();
        Signal.KILL.to(cluster.pid());
        return children;
    }

    static void awaitEnd(Collection<ProcessHandle> processes) throws InterruptedException {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL's processes outlive their postmaster", e);
        }
    }

    /** By the product's launcher again, as the next start of a server would. */
    void restart() {
        @Nullable RuntimeException cause = null;
        try {
            database.close();
        } catch (IllegalStateException nothingToStop) {
            // It asks a postmaster to stop that is dead; the folder is free now all the same.
            cause = nothingToStop;
        }
        try {
            database = open(folder);
        } catch (RuntimeException e) {
            if (cause != null) {
                e.addSuppressed(cause);
            }
            throw e;
        }
        cluster = Cluster.in(folder);
    }

    /** A connection of the observer, new each time: the old one may have been killed. */
    Connection connect() throws SQLException {
        return cluster.connect();
    }

    /** The sessions that were asked about, once they are as wanted. */
    List<Sessions.Session> await(
            Sessions.Question question, Predicate<List<Sessions.Session>> wanted, String otherwise)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        @Nullable SQLException last = null;
        while (System.nanoTime() < deadline) {
            try (Connection connection = connect()) {
                while (System.nanoTime() < deadline) {
                    List<Sessions.Session> sessions = question.ask(connection);
                    if (wanted.test(sessions)) {
                        return sessions;
                    }
                    // PostgreSQL tells nobody of its locks; this is how often it is asked.
                    LockSupport.parkNanos(2_000_000);
                }
            } catch (SQLException recovering) {
                last = recovering;
                LockSupport.parkNanos(20_000_000);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new IllegalStateException(otherwise, last);
    }

    @Override
    public void close() {
        database.close();
    }
}
