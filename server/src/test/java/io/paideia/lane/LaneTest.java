package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A lane over the real database. Each test writes a book and a page of its own name. */
@Timeout(60)
final class LaneTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String page;
    private final List<Lane> lanes = new ArrayList<>();

    LaneTest(TestInfo test) {
        this.page = test.getDisplayName();
    }

    @AfterEach
    void close() {
        lanes.forEach(Lane::close);
    }

    private Lane lane() {
        return lane(new LaneSettings(1_000, 100, Duration.ofSeconds(20)));
    }

    private Lane lane(LaneSettings settings) {
        Lane lane = Lane.start(new Book(page, TestDatabase.shared()), settings, meters);
        lanes.add(lane);
        return lane;
    }

    private static List<String> words(int n) {
        return IntStream.range(0, n).mapToObj(i -> "w" + i).toList();
    }

    @Test
    void answersInOrderAndWritesInOrder() {
        Notebook notebook = Notebook.wellBehaved(page);
        assertThat(lane().call(notebook, words(500)))
                .isEqualTo(words(500).stream().map(word -> "wrote " + word).toList());
        assertThat(notebook.words()).isEqualTo(words(500));
    }

    @Test
    void aRefusedCommandGetsAResultAndItsNeighboursDoNotFail() {
        Notebook notebook = Notebook.wellBehaved(page);
        assertThat(lane().call(notebook, List.of("a", "refused", "b")))
                .containsExactly("wrote a", "no", "wrote b");
        assertThat(notebook.words()).containsExactly("a", "b");
    }

    @Test
    void whatWaitsTogetherSharesOneTransaction() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        answers.add(lane.submit(notebook, "first"));
        entered.await();
        words(50).forEach(word -> answers.add(lane.submit(notebook, word)));
        gate.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        assertThat(notebook.calls).hasValue(2);
    }

    @Test
    void givesEveryHandlerOfABatchItsOwnCommands() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Lane lane = lane();
        CompletableFuture<String> first = lane.submit(Notebook.gated(page, entered, gate), "first");
        entered.await();
        List<List<String>> seen = new ArrayList<>();
        Notebook one = new Notebook(page + "1", (words, batch) -> seen.add(words));
        Notebook two = new Notebook(page + "2", (words, batch) -> seen.add(words));
        Handler<Integer, Integer> doubling =
                (numbers, batch) -> numbers.stream().map(number -> 2 * number).toList();
        CompletableFuture<String> a = lane.submit(one, "a");
        CompletableFuture<Integer> four = lane.submit(doubling, 2);
        CompletableFuture<String> b = lane.submit(two, "b");
        CompletableFuture<String> c = lane.submit(one, "c");
        CompletableFuture<Integer> six = lane.submit(doubling, 3);
        gate.countDown();
        assertThat(List.of(first.join(), a.join(), b.join(), c.join()))
                .containsExactly("wrote first", "wrote a", "wrote b", "wrote c");
        assertThat(List.of(four.join(), six.join())).containsExactly(4, 6);
        assertThat(seen).containsExactly(List.of("a", "c"), List.of("b"));
    }

    @Test
    void refusesWhenFullAndHasRoomLater() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane(new LaneSettings(10, 100, Duration.ofSeconds(5)));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        answers.add(lane.submit(notebook, "first"));
        entered.await();
        words(10).forEach(word -> answers.add(lane.submit(notebook, word)));
        assertThatThrownBy(() -> lane.submit(notebook, "too much"))
                .isInstanceOf(LaneException.Full.class);
        gate.countDown();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        assertThat(lane.call(notebook, "later")).isEqualTo("wrote later");
        assertThat(notebook.words()).hasSize(12).doesNotContain("too much");
    }

    @Test
    void admitsAListWholeOrNotAtAll() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane(new LaneSettings(10, 100, Duration.ofSeconds(5)));
        CompletableFuture<String> first = lane.submit(notebook, "first");
        entered.await();
        CompletableFuture<String> second = lane.submit(notebook, "second");
        assertThatThrownBy(() -> lane.call(notebook, words(10)))
                .isInstanceOf(LaneException.Full.class);
        gate.countDown();
        first.join();
        second.join();
        assertThat(lane.call(notebook, words(10))).hasSize(10);
        assertThatThrownBy(() -> lane.call(notebook, words(11)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lane.call(notebook, List.of())).isEmpty();
        assertThat(notebook.words()).hasSize(12);
    }

    @Test
    void closingAnswersWhatWasAcceptedAndRefusesTheRest() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane(new LaneSettings(10, 3, Duration.ofSeconds(5)));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        answers.add(lane.submit(notebook, "first"));
        entered.await();
        words(10).forEach(word -> answers.add(lane.submit(notebook, word)));
        Thread closing = Thread.startVirtualThread(lane::close);
        await().untilAsserted(
                        () ->
                                assertThatThrownBy(() -> lane.submit(notebook, "late"))
                                        .isInstanceOf(LaneException.Closed.class));
        gate.countDown();
        closing.join();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(notebook.words()).hasSize(11);
        lane.close();
    }

    @Test
    void anInterruptedCloseStillWaitsForTheWriter() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane();
        CompletableFuture<String> answer = lane.submit(notebook, "first");
        entered.await();
        AtomicBoolean flag = new AtomicBoolean();
        Thread closing =
                Thread.startVirtualThread(
                        () -> {
                            lane.close();
                            flag.set(Thread.currentThread().isInterrupted());
                        });
        closing.interrupt();
        gate.countDown();
        closing.join();
        assertThat(answer).isCompletedWithValue("wrote first");
        assertThat(flag).isTrue();
    }

    @Test
    void anInterruptedCallerStillLearnsWhatHappened() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Notebook notebook = Notebook.gated(page, entered, gate);
        Lane lane = lane();
        CompletableFuture<String> seen = new CompletableFuture<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller =
                Thread.startVirtualThread(
                        () -> {
                            String answer = lane.call(notebook, "word");
                            flag.set(Thread.currentThread().isInterrupted());
                            seen.complete(answer);
                        });
        entered.await();
        caller.interrupt();
        gate.countDown();
        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("wrote word");
        assertThat(flag).isTrue();
    }

    @Test
    void twoServersKeepOneTotalOrderAndLoseNothing() throws Exception {
        List<Instant> times = Collections.synchronizedList(new ArrayList<>());
        Notebook.Mischief note = (words, batch) -> times.add(batch.at());
        Notebook left = new Notebook(page, note);
        Notebook right = new Notebook(page, note);
        LaneSettings small = new LaneSettings(1_000, 7, Duration.ofSeconds(20));
        Lane one = lane(small);
        Lane two = lane(small);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(one.submit(left, "left" + i));
            answers.add(two.submit(right, "right" + i));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        List<String> words = List.copyOf(left.words());
        assertThat(words).hasSize(600).doesNotHaveDuplicates();
        for (String side : List.of("left", "right")) {
            assertThat(words.stream().filter(word -> word.startsWith(side)).toList())
                    .isEqualTo(IntStream.range(0, 300).mapToObj(i -> side + i).toList());
        }
        // The list was filled under the lock, so its order is the order of the transactions.
        assertThat(times).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void cannotWaitForItself() {
        Lane lane = lane();
        Handler<String, String> recursive =
                (words, batch) -> lane.call(Notebook.wellBehaved(page), words);
        assertThatThrownBy(() -> lane.call(recursive, "word"))
                .isInstanceOf(LaneException.Failed.class)
                .hasMessageContaining("wait for itself");
    }

    @Test
    void tellsItsMeters() {
        Lane lane = lane();
        lane.call(Notebook.wellBehaved(page), words(5));
        assertThat(meters.get("paideia.lane.batch.size").tag("lane", page).summary().totalAmount())
                .isEqualTo(5);
        assertThat(meters.get("paideia.lane.commit").tag("lane", page).timer().count())
                .isPositive();
        assertThat(meters.get("paideia.lane.wait").tag("lane", page).timer().count()).isPositive();
        assertThat(meters.get("paideia.lane.queue").tag("lane", page).gauge().value()).isZero();
    }
}
