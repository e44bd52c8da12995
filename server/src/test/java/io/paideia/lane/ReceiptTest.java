package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Whether a transaction took effect is read from its own receipt. Its number told of a stranger's:
 * after a crash PostgreSQL gives away the numbers of which nothing had reached the disk, and a
 * batch that was gone was acknowledged.
 */
final class ReceiptTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final UUID writer = UUID.randomUUID();
    private final Book book = new Book("receipts", TestDatabase.shared());

    private Batch commit(Connection connection, UUID by) throws SQLException {
        return book.transact(connection, by, LONG, batch -> batch);
    }

    private boolean tookEffect(Connection connection, UUID by, Batch batch) throws SQLException {
        return book.tookEffect(
                connection,
                by,
                LONG,
                new CommitInDoubt(batch, new SQLException("no answer", "08006")));
    }

    @Test
    void whatWasCommittedHasAReceiptAndDoesWhatWaitedForIt() throws SQLException {
        try (Connection connection = book.connect()) {
            Batch batch = commit(connection, writer);
            List<String> after = new ArrayList<>();
            batch.afterCommit(() -> after.add("told"));
            assertThat(tookEffect(connection, writer, batch)).isTrue();
            assertThat(after).containsExactly("told");
        }
    }

    @Test
    void whatWasRolledBackHasNone() throws SQLException {
        try (Connection connection = book.connect()) {
            commit(connection, writer);
            List<Batch> begun = new ArrayList<>();
            assertThatThrownBy(
                            () ->
                                    book.transact(
                                            connection,
                                            writer,
                                            LONG,
                                            batch -> {
                                                begun.add(batch);
                                                throw new IllegalStateException("says the test");
                                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(tookEffect(connection, writer, begun.getFirst())).isFalse();
        }
    }

    @Test
    void whatAStrangerCommittedSinceIsNotTakenForOurs() throws SQLException {
        try (Connection connection = book.connect();
                Connection other = book.connect()) {
            Batch lost = book.transact(connection, batch -> batch);
            Batch strangers = commit(other, UUID.randomUUID());
            assertThat(tookEffect(connection, writer, lost)).isFalse();
            assertThat(tookEffect(connection, writer, strangers)).isFalse();
        }
    }
}
