package io.paideia.lane;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a long-living writer or follower of a book: opened when it is needed, kept,
 * and given up when it is lost. Confined to its owner's thread.
 */
public final class WriterConnection implements Transactions {

    private static final Logger log = LoggerFactory.getLogger(WriterConnection.class);

    private final Book book;

    /** In whose name receipts are left; see {@link Book#tookEffect}. */
    private final UUID writer = UUID.randomUUID();

    private Duration longest = LaneSettings.DEFAULT.patience();
    private @Nullable Connection connection;

    public WriterConnection(Book book) {
        this.book = book;
    }

    @Override
    public String name() {
        return book.name();
    }

    @Override
    public <T> T transact(Book.Work<T> work) throws SQLException {
        return book.transact(open(), writer, longest, work);
    }

    @Override
    public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
        return book.tookEffect(open(), writer, longest, doubt);
    }

    @Override
    public void lockWithin(Duration longest) {
        this.longest = longest;
    }

    /** The connection as it stands, or a new one. */
    public Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = book.connect();
            connection = open;
        }
        return open;
    }

    /** Gives the connection up; the next {@link #open} makes a new one. */
    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("Closing a lost connection failed", e);
            }
        }
    }
}
