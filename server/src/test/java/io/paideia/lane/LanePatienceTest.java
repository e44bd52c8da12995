package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.Database;
import io.paideia.database.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for what may never come does not wait for ever. */
@Timeout(60)
final class LanePatienceTest {

    private final String page = UUID.randomUUID().toString();
    private final Notebook notebook = Notebook.wellBehaved(page);

    private static Lane lane(Book book, Duration patience) {
        return Lane.start(book, new LaneSettings(10, 10, patience), new SimpleMeterRegistry());
    }

    /** Once it waited until the connection's own time-out, which is longer than any patience. */
    @Test
    void theWaitForTheBooksLockEndsWithPatience() throws Exception {
        Book book = new Book(page, TestDatabase.shared());
        try (Connection other = book.connect();
                Lane lane = lane(book, Duration.ofMillis(300))) {
            CompletableFuture<String> answer =
                    book.transact(
                            other,
                            batch -> {
                                CompletableFuture<String> asked = lane.submit(notebook, "word");
                                // Here the lock is held for as long as it takes to be told.
                                assertThatThrownBy(() -> asked.get(5, TimeUnit.SECONDS))
                                        .isInstanceOf(ExecutionException.class);
                                return asked;
                            });
            assertThatThrownBy(answer::join).hasCauseInstanceOf(LaneException.Unavailable.class);
            assertThat(lane.call(notebook, "again")).isEqualTo("wrote again");
            assertThat(notebook.words()).containsExactly("again");
        }
    }

    /** What is left of the patience, not the whole of it anew for each try. */
    @Test
    void eachTryWaitsForTheLockWithWhatIsLeftOfThePatience() throws SQLException {
        Book book = new Book(page, TestDatabase.shared());
        try (Connection connection = book.connect()) {
            for (Duration left : new Duration[] {Duration.ofSeconds(-1), Duration.ofMillis(1234)}) {
                String setting =
                        book.transact(
                                connection, UUID.randomUUID(), left, LanePatienceTest::setting);
                assertThat(setting).isEqualTo(left.isNegative() ? "1ms" : "1235ms");
            }
            // Who has no patience of his own waits as long as the connection does.
            assertThat(book.transact(connection, LanePatienceTest::setting)).isEqualTo("30s");
        }
    }

    private static String setting(Batch batch) throws SQLException {
        try (var ask = batch.connection().createStatement();
                var row = ask.executeQuery("SHOW lock_timeout")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void noStatementIsWaitedForForEver() throws SQLException {
        try (Connection connection = TestDatabase.shared().dedicated()) {
            assertThat(connection.getNetworkTimeout())
                    .isEqualTo(Database.SILENCE_SECONDS * 1_000)
                    .isGreaterThan(60_000);
        }
    }

    /** A server that hangs closes no connection and says nothing. */
    @ParameterizedTest
    @EnumSource
    void aServerThatFallsSilentIsGivenUpAndTheEffectIsThereOnce(SilentLine.Silence silence)
            throws IOException {
        String url = TestDatabase.ownerUrl();
        int port = Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
        try (SilentLine line = SilentLine.to(port);
                Database database =
                        TestDatabase.open(
                                url.replace(":" + port + "/", ":" + line.port() + "/")
                                        + "?socketTimeout=3");
                Lane lane = lane(new Book(page, database), Duration.ofSeconds(30))) {
            AtomicInteger times = new AtomicInteger();
            Notebook silenced =
                    new Notebook(
                            page,
                            (words, batch) -> {
                                if (times.getAndIncrement() == 0) {
                                    line.fallSilent(silence);
                                }
                            });
            assertThat(lane.call(silenced, "word")).isEqualTo("wrote word");
            assertThat(notebook.words()).containsExactly("word");
            assertThat(silenced.calls).hasValue(silence == SilentLine.Silence.ANSWERS ? 1 : 2);
        }
    }
}
