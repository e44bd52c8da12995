package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The book's lock, seen from the second who wants it. */
@Timeout(60)
final class LaneGuardTest {

    private final Book book = new Book(UUID.randomUUID().toString(), TestDatabase.shared());

    private static final Duration LONG = Duration.ofSeconds(30);

    private final UUID writer = UUID.randomUUID();

    @Test
    void whoWritesABookWaitsForWhoWritesIt() throws Exception {
        try (Connection first = book.connect();
                Connection second = book.connect()) {
            CompletableFuture<Boolean> entered = new CompletableFuture<>();
            boolean waited =
                    book.transact(
                            first,
                            batch -> {
                                Thread.startVirtualThread(() -> enter(second, entered));
                                return waits(second, entered);
                            });
            assertThat(waited).isTrue();
            assertThat(entered.join()).isTrue();
        }
    }

    private void enter(Connection connection, CompletableFuture<Boolean> entered) {
        try {
            entered.complete(book.transact(connection, batch -> true));
        } catch (Exception e) {
            entered.completeExceptionally(e);
        }
    }

    /** While a COMMIT is still worked on, its transaction is neither there nor gone. */
    @Test
    void aQuestionWaitsForTheTransactionItAsksAbout() throws Exception {
        try (Connection first = book.connect();
                Connection second = book.connect()) {
            CompletableFuture<Boolean> effect = new CompletableFuture<>();
            book.transact(
                    first,
                    writer,
                    LONG,
                    batch -> {
                        Batch lost =
                                new Batch(book.name(), null, batch.at(), batch.transaction(), true);
                        Thread.startVirtualThread(() -> ask(second, lost, effect));
                        return waits(second, effect);
                    });
            assertThat(effect.join()).isTrue();
        }
    }

    private void ask(Connection connection, Batch lost, CompletableFuture<Boolean> effect) {
        try {
            effect.complete(
                    book.tookEffect(
                            connection,
                            writer,
                            LONG,
                            new CommitInDoubt(lost, new Exception("lost"))));
        } catch (Exception e) {
            effect.completeExceptionally(e);
        }
    }

    @Test
    void aHandlerThatAnswersTooOftenIsABug() {
        Handler<String, String> talkative = (words, batch) -> List.of("of another", "its own");
        try (Lane lane = Lane.start(book, LaneSettings.DEFAULT, new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> lane.call(talkative, "word"))
                    .isInstanceOf(LaneException.Failed.class);
        }
    }

    /** Whether this connection comes to wait for a lock, rather than to its end. */
    private static boolean waits(Connection connection, CompletableFuture<?> end) {
        try {
            int process = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            return Awaitility.await()
                    .until(
                            () -> {
                                boolean waiting =
                                        TestDatabase.client()
                                                .sql(
                                                        "SELECT EXISTS (SELECT FROM pg_locks WHERE"
                                                                + " pid = ? AND NOT granted)")
                                                .param(process)
                                                .query(Boolean.class)
                                                .single();
                                return waiting ? "waits" : end.isDone() ? "ended" : "";
                            },
                            found -> !found.isEmpty())
                    .equals("waits");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
