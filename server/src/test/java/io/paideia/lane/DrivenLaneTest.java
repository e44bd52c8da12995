package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The lane's writer, one try at a time, over a store that fails as it is told. */
final class DrivenLaneTest {

    private static final long RECONNECT = Duration.ofMillis(100).toNanos();
    private static final long CONFLICT = Duration.ofMillis(5).toNanos();

    private final Script script = new Script();
    private final List<String> handled = new ArrayList<>();
    private final Handler<String, String> echo =
            (words, batch) -> {
                handled.addAll(words);
                return words;
            };
    private long now;
    private final DrivenLane lane =
            new DrivenLane(
                    script,
                    new LaneSettings(10, 4, Duration.ofSeconds(1)),
                    () -> now,
                    new SimpleMeterRegistry());

    /** What comes of the next commits and questions; after that all goes well. */
    private static final class Script implements Transactions {

        private final Deque<Exception> commits = new ArrayDeque<>();
        private final Deque<Object> questions = new ArrayDeque<>();
        private int closed;

        @Override
        public String name() {
            return "script";
        }

        @Override
        public <T> T transact(Book.Work<T> work) throws SQLException {
            Batch batch = Batch.withoutConnection("script", Instant.EPOCH, "1");
            T result = work.in(batch);
            if (commits.poll() instanceof SQLException failure) {
                throw failure instanceof CommitInDoubt
                        ? new CommitInDoubt(batch, failure)
                        : failure;
            }
            batch.committed();
            return result;
        }

        @Override
        public boolean tookEffect(CommitInDoubt doubt) throws SQLException {
            return switch (questions.remove()) {
                case SQLException failure -> throw failure;
                case RuntimeException bug -> throw bug;
                case Object answer -> answer.equals(true);
            };
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private void commits(SQLException... failures) {
        script.commits.addAll(Arrays.asList(failures));
    }

    private static CommitInDoubt doubt() {
        return new CommitInDoubt(
                Batch.withoutConnection("script", Instant.EPOCH, "1"), new SQLException());
    }

    @Test
    void doesNothingWhileNothingWaits() {
        assertThat(lane.busy()).isFalse();
        assertThat(lane.step()).isZero();
        assertThat(lane.ended()).isFalse();
    }

    @Test
    void answersWhatWaitsInOneStepAndNotBefore() {
        CompletableFuture<String> a = lane.lane().submit(echo, "a");
        CompletableFuture<String> b = lane.lane().submit(echo, "b");
        assertThat(lane.busy()).isTrue();
        assertThat(a).isNotDone();
        assertThat(lane.step()).isZero();
        assertThat(List.of(a.join(), b.join())).containsExactly("a", "b");
        assertThat(lane.busy()).isFalse();
    }

    @Test
    void saysHowLongItWouldPause() {
        commits(new SQLException("", "40001"), new SQLException("", "08006"));
        CompletableFuture<String> answer = lane.lane().submit(echo, "a");
        assertThat(lane.step()).isEqualTo(CONFLICT);
        assertThat(script.closed).isZero();
        assertThat(lane.step()).isEqualTo(RECONNECT);
        assertThat(script.closed).isOne();
        assertThat(lane.step()).isZero();
        assertThat(answer).isCompletedWithValue("a");
    }

    @Test
    void losesPatienceByItsOwnClock() {
        commits(new SQLException("", "08006"), new SQLException("", "08006"));
        CompletableFuture<String> answer = lane.lane().submit(echo, "a");
        now += Duration.ofDays(1).toNanos();
        lane.step();
        assertThat(answer).isNotDone();
        now += Duration.ofSeconds(1).toNanos() + 1;
        lane.step();
        assertThat(answer).isDone();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(LaneException.Unavailable.class);
    }

    /** A broken command would be run again in halves; but what is in doubt may be there already. */
    @Test
    void runsNothingAgainWhileItIsInDoubtHoweverTheQuestionFails() {
        commits(doubt());
        script.questions.addAll(
                List.of(
                        new SQLException("internal error", "XX000"),
                        new SQLException("no state"),
                        doubt(),
                        true));
        CompletableFuture<String> a = lane.lane().submit(echo, "a");
        CompletableFuture<String> b = lane.lane().submit(echo, "b");
        for (int i = 0; i < 4; i++) {
            assertThat(lane.step()).isEqualTo(RECONNECT);
        }
        lane.step();
        assertThat(handled).containsExactly("a", "b");
        assertThat(List.of(a.join(), b.join())).containsExactly("a", "b");
    }

    @Test
    void leavesTheOutcomeOpenWhenABugMeetsADoubt() {
        commits(doubt());
        script.questions.add(new IllegalStateException("a bug"));
        CompletableFuture<String> a = lane.lane().submit(echo, "a");
        CompletableFuture<String> b = lane.lane().submit(echo, "b");
        lane.step();
        lane.step();
        assertThat(lane.busy()).isFalse();
        assertThat(handled).containsExactly("a", "b");
        assertThatThrownBy(a::join).hasCauseInstanceOf(LaneException.Unavailable.class);
        assertThatThrownBy(b::join).hasCauseInstanceOf(LaneException.Unavailable.class);
    }

    @Test
    void runsAgainWhatDidNotTakeEffect() {
        commits(doubt());
        script.questions.add(false);
        CompletableFuture<String> answer = lane.lane().submit(echo, "a");
        lane.step();
        lane.step();
        assertThat(handled).containsExactly("a", "a");
        assertThat(answer).isCompletedWithValue("a");
    }

    @Test
    void letsInNoMoreThanItsQueueHolds() {
        for (int i = 0; i < 10; i++) {
            assertThat(lane.lane().submit(echo, "a")).isNotDone();
        }
        assertThatThrownBy(() -> lane.lane().submit(echo, "late"))
                .isInstanceOf(LaneException.Full.class);
    }

    @Test
    void refusesAListThatWillNeverFit() {
        assertThatThrownBy(() -> lane.lane().call(echo, Collections.nCopies(11, "a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsAfterAllThatWasAccepted() {
        CompletableFuture<String> answer = lane.lane().submit(echo, "a");
        lane.lane().close();
        assertThat(lane.ended()).isFalse();
        assertThatThrownBy(() -> lane.lane().submit(echo, "late"))
                .isInstanceOf(LaneException.Closed.class);
        lane.step();
        assertThat(answer).isCompletedWithValue("a");
        assertThat(lane.ended()).isTrue();
    }
}
