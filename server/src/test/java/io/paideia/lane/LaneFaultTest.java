package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong beneath a lane. */
@Timeout(60)
final class LaneFaultTest {

    private static final LaneSettings SETTINGS =
            new LaneSettings(1_000, 100, Duration.ofSeconds(5));

    private final String page;
    private final List<Lane> lanes = new ArrayList<>();

    LaneFaultTest(TestInfo test) {
        this.page = test.getTestMethod().orElseThrow().getName() + test.getDisplayName();
    }

    @AfterEach
    void close() {
        lanes.forEach(Lane::close);
    }

    private Lane lane(Book book, LaneSettings settings) {
        Lane lane = Lane.start(book, settings, new SimpleMeterRegistry());
        lanes.add(lane);
        return lane;
    }

    private Lane lane() {
        return lane(new Book(page, TestDatabase.shared()), SETTINGS);
    }

    /** Hands in these words so that they stand in one batch. */
    private List<CompletableFuture<String>> together(Lane lane, Notebook notebook, String... words)
            throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<String> held =
                lane.submit(Notebook.gated(page + " gate", entered, gate), "gate");
        entered.await();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (String word : words) {
            answers.add(lane.submit(notebook, word));
        }
        gate.countDown();
        held.join();
        return answers;
    }

    @Test
    void aBrokenCommandFailsAloneAndHasNoEffect() throws Exception {
        Notebook notebook = Notebook.wellBehaved(page);
        List<CompletableFuture<String>> answers =
                together(lane(), notebook, "a", "b", "broken", "c", "d", "e", "f");
        for (int i = 0; i < answers.size(); i++) {
            CompletableFuture<String> answer = answers.get(i);
            if (i == 2) {
                assertThatThrownBy(answer::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOf(LaneException.Failed.class)
                        .cause()
                        .isInstanceOf(SQLException.class);
            } else {
                assertThat(answer.join()).startsWith("wrote");
            }
        }
        assertThat(notebook.words()).containsExactly("a", "b", "c", "d", "e", "f");
    }

    /** A kind of throwable that a handler may throw for one bad word. */
    enum Thrown {
        RUNTIME,
        OUT_OF_MEMORY,
        STACK_OVERFLOW,
        SQL_WITHOUT_STATE,
        SWALLOWED_SQL_ERROR,
        TOO_FEW_ANSWERS
    }

    @ParameterizedTest
    @EnumSource
    void whateverAHandlerThrowsTheLaneLivesOn(Thrown thrown) throws Exception {
        Notebook notebook =
                new Notebook(
                        page,
                        (words, batch) -> {
                            if (words.contains("bad")) {
                                misbehave(thrown, batch);
                            }
                        });
        Handler<String, String> forgetful =
                (words, batch) -> {
                    List<String> answers = notebook.handle(words, batch);
                    return thrown == Thrown.TOO_FEW_ANSWERS && words.contains("bad")
                            ? answers.subList(1, answers.size())
                            : answers;
                };
        Lane lane = lane();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<String> held =
                lane.submit(Notebook.gated(page + " gate", entered, gate), "gate");
        entered.await();
        CompletableFuture<String> good = lane.submit(forgetful, "good");
        CompletableFuture<String> bad = lane.submit(forgetful, "bad");
        CompletableFuture<String> fine = lane.submit(forgetful, "fine");
        gate.countDown();
        assertThat(held.join()).isEqualTo("wrote gate");
        assertThat(good.join()).isEqualTo("wrote good");
        assertThat(fine.join()).isEqualTo("wrote fine");
        assertThat(notebook.words()).containsExactly("good", "fine");
        assertThatThrownBy(bad::join).cause().isInstanceOf(LaneException.Failed.class);
        assertThat(lane.call(notebook, "after")).isEqualTo("wrote after");
    }

    private static void misbehave(Thrown thrown, Batch batch) throws SQLException {
        switch (thrown) {
            case RUNTIME -> throw new IllegalStateException("a bug");
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("no room, says the test");
            case STACK_OVERFLOW -> throw new StackOverflowError("too deep, says the test");
            case SQL_WITHOUT_STATE -> throw new SQLException("no state");
            case SWALLOWED_SQL_ERROR -> {
                try (PreparedStatement wrong =
                        batch.connection().prepareStatement("SELECT 1 / (0 * random())::int")) {
                    wrong.executeQuery();
                } catch (SQLException swallowed) {
                    // That is the bug.
                }
            }
            case TOO_FEW_ANSWERS -> {}
        }
    }

    @Test
    void anUnexpectedErrorThatDoesNotComeAgainIsRetriedOnce() {
        AtomicInteger times = new AtomicInteger();
        Notebook notebook =
                new Notebook(
                        page,
                        (words, batch) -> {
                            if (times.getAndIncrement() == 0) {
                                throw new SQLException("once", "23505");
                            }
                        });
        assertThat(lane().call(notebook, List.of("a", "b"))).containsExactly("wrote a", "wrote b");
        assertThat(notebook.words()).containsExactly("a", "b");
        // Not in halves, which would have been written as well.
        assertThat(notebook.calls).hasValue(2);
    }

    @Test
    void aBackendKilledInMidBatchIsReplacedAndTheEffectIsThereOnce() {
        AtomicInteger times = new AtomicInteger();
        Notebook notebook =
                new Notebook(
                        page,
                        (words, batch) -> {
                            if (times.getAndIncrement() < 2) {
                                killBackend(batch.connection());
                            }
                        });
        assertThat(lane().call(notebook, List.of("a", "b"))).containsExactly("wrote a", "wrote b");
        assertThat(notebook.words()).containsExactly("a", "b");
        assertThat(notebook.calls).hasValue(3);
    }

    private static void killBackend(Connection connection) throws SQLException {
        int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        TestDatabase.client()
                .sql("SELECT pg_terminate_backend(?, 5000)")
                .param(pid)
                .query()
                .singleRow();
    }

    /** When the connection breaks: the server knows the commit already, or it does not. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 2"})
    void aCommitWithoutAnswerTakesEffectExactlyOnce(boolean committed, int calls) {
        AtomicInteger commits = new AtomicInteger();
        Book book =
                new Book(
                        page,
                        () ->
                                losingCommits(
                                        TestDatabase.shared().dedicated(),
                                        List.of(committed),
                                        commits));
        Notebook notebook = Notebook.wellBehaved(page);
        AtomicInteger after = new AtomicInteger();
        Notebook told =
                new Notebook(page, (words, batch) -> batch.afterCommit(after::incrementAndGet));
        Lane lane = lane(book, SETTINGS);
        assertThat(lane.call(told, List.of("a", "b"))).containsExactly("wrote a", "wrote b");
        assertThat(told.calls).hasValue(calls);
        assertThat(notebook.words()).containsExactly("a", "b");
        assertThat(after).hasValue(1);
    }

    /**
     * The question what became of a commit is a transaction too, whose own commit may get no
     * answer. Once the lane then asked what had become of the question, and took that for the
     * batch's fate.
     */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aLostQuestionAboutALostCommitIsAskedAgain(boolean committed, boolean asked) {
        AtomicInteger commits = new AtomicInteger();
        Book book =
                new Book(
                        page,
                        () ->
                                losingCommits(
                                        TestDatabase.shared().dedicated(),
                                        List.of(committed, asked),
                                        commits));
        Notebook notebook = Notebook.wellBehaved(page);
        assertThat(lane(book, SETTINGS).call(notebook, List.of("a", "b")))
                .containsExactly("wrote a", "wrote b");
        assertThat(notebook.words()).containsExactly("a", "b");
    }

    /** A lack of memory may come after COMMIT was sent: that is no answer either. */
    @Test
    void anErrorDuringCommitIsADoubt() {
        AtomicInteger commits = new AtomicInteger();
        Book book =
                new Book(
                        page,
                        () ->
                                withCommit(
                                        TestDatabase.shared().dedicated(),
                                        real -> {
                                            real.commit();
                                            if (commits.getAndIncrement() == 0) {
                                                throw new OutOfMemoryError("says the test");
                                            }
                                        }));
        Notebook notebook = Notebook.wellBehaved(page);
        assertThat(lane(book, SETTINGS).call(notebook, "once")).isEqualTo("wrote once");
        assertThat(notebook.words()).containsExactly("once");
    }

    /** What is done instead of a commit. */
    @FunctionalInterface
    private interface Commit {
        void on(Connection real) throws SQLException;
    }

    /**
     * A connection that dies at its commit, as long as fates are left.
     *
     * @param fates by the number of the commit, whether it still takes effect
     */
    private static Connection losingCommits(
            Connection real, List<Boolean> fates, AtomicInteger commits) {
        return withCommit(
                real,
                connection -> {
                    int number = commits.getAndIncrement();
                    if (number >= fates.size()) {
                        connection.commit();
                        return;
                    }
                    if (fates.get(number)) {
                        connection.commit();
                    }
                    connection.close();
                    throw new SQLException("I/O error", "08006");
                });
    }

    private static Connection withCommit(Connection real, Commit commit) {
        return (Connection)
                Proxy.newProxyInstance(
                        LaneFaultTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("commit")) {
                                commit.on(real);
                                return null;
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void saysUnavailableWhenPatienceEndsAndLivesOn() {
        AtomicInteger refusals = new AtomicInteger(1);
        Book book =
                new Book(
                        page,
                        () -> {
                            if (refusals.get() > 0) {
                                throw new SQLException("nobody there", "08001");
                            }
                            return TestDatabase.shared().dedicated();
                        });
        Lane lane = lane(book, new LaneSettings(10, 10, Duration.ofMillis(300)));
        Notebook notebook = Notebook.wellBehaved(page);
        assertThatThrownBy(() -> lane.call(notebook, "word"))
                .isInstanceOf(LaneException.Unavailable.class);
        refusals.set(0);
        assertThat(lane.call(notebook, "word")).isEqualTo("wrote word");
    }

    @Test
    void whatThrowsAfterTheCommitDoesNotRunTheBatchAgain() {
        AtomicInteger others = new AtomicInteger();
        Notebook notebook =
                new Notebook(
                        page,
                        (words, batch) -> {
                            batch.afterCommit(
                                    () -> {
                                        throw new IllegalStateException("a listener's bug");
                                    });
                            batch.afterCommit(others::incrementAndGet);
                        });
        assertThat(lane().call(notebook, "once")).isEqualTo("wrote once");
        assertThat(notebook.words()).containsExactly("once");
        assertThat(others).hasValue(1);
    }
}
