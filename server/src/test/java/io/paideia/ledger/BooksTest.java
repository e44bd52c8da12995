package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.database.TestDatabase;
import io.paideia.lane.BookSettings;
import io.paideia.lane.Handler;
import io.paideia.lane.LaneSettings;
import io.paideia.lane.Lanes;
import io.paideia.money.Currency;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several books beside each other, and what holds over all of them. */
@Timeout(120)
final class BooksTest extends SeveralBooks {

    @Test
    void theMainBookIsAlwaysThere() {
        assertThat(new BookSettings(List.of("europe")).books()).containsExactly("main", "europe");
        assertThat(new BookSettings(List.of("europe", "main")).books())
                .containsExactly("europe", "main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Europe", "eu-rope", "keys", "webhooks", "e:u", "1st"})
    void aBookCannotBeCalledEverything(String name) {
        assertThatThrownBy(() -> new BookSettings(List.of(name)))
                .hasMessageContaining("paideia.ledger.books");
    }

    @Test
    void aBookIsNamedOnce() {
        assertThatThrownBy(() -> new BookSettings(List.of("europe", "europe")))
                .hasMessageContaining("each once");
    }

    @Test
    void serversThatStartAtOnceAgreeOnTheNumbers() {
        Set<List<Integer>> numbers = new HashSet<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Books>> started = new ArrayList<>();
            var fresh =
                    Lanes.start(
                            List.of("p_" + mark, "q_" + mark, "r_" + mark),
                            TestDatabase.shared(),
                            LaneSettings.DEFAULT,
                            new SimpleMeterRegistry());
            for (int i = 0; i < 12; i++) {
                started.add(
                        CompletableFuture.supplyAsync(
                                () -> new Books(fresh, new Ledger()), executor));
            }
            for (CompletableFuture<Books> books : started) {
                numbers.add(fresh.books().stream().map(books.join()::number).toList());
            }
            fresh.close();
        }
        assertThat(numbers).hasSize(1);
        assertThat(new HashSet<>(numbers.iterator().next())).hasSize(3).doesNotContain(0);
    }

    @Test
    void theSameNameInTwoBooksIsTwoAccountsWithNumbersOfTheirBook() {
        fund(wallet(asia, "ada"), 100);
        fund(wallet(europe, "ada"), 7);
        assertThat(balance(wallet(asia, "ada"))).isEqualTo("0 100 0 0");
        assertThat(balance(wallet(europe, "ada"))).isEqualTo("0 7 0 0");
        assertThat(
                        client.sql(
                                        "SELECT DISTINCT number >> 48 FROM ledger.account WHERE"
                                                + " book = ?")
                                .param(server.books().number(europe))
                                .query(Integer.class)
                                .list())
                .containsExactly(server.books().number(europe));
    }

    /** Once the second book gave the first one's refusal, as if it had decided it. */
    @Test
    void anIdThatOneBookRefusedIsUsedUpForTheOthersEvenForTheSameOrder() {
        Transfer order =
                Transfer.single(
                        TransferId.next(),
                        wallet(asia, "poor").account(),
                        wallet(asia, "ada").account(),
                        cny(5),
                        "gift",
                        null);
        assertThat(server.post(asia, order)).isEqualTo(Outcome.INSUFFICIENT_FUNDS);
        fund(wallet(europe, "poor"), 100);
        assertThat(server.post(europe, order)).isEqualTo(Outcome.ID_REUSED);
        assertThat(server().post(europe, order)).isEqualTo(Outcome.ID_REUSED);
        assertThat(server.post(asia, order)).isEqualTo(Outcome.INSUFFICIENT_FUNDS);
        assertThat(balance(wallet(europe, "ada"))).isEmpty();
    }

    @Test
    void anIdThatOneBookPostedIsUsedUpForTheOthersEvenForTheSameOrder() {
        Transfer order =
                Transfer.single(
                        TransferId.next(),
                        new Account("bank:" + mark, CNY),
                        wallet(asia, "ada").account(),
                        cny(5),
                        "gift",
                        null);
        assertThat(server.post(asia, order)).isEqualTo(Outcome.CREATED);
        assertThat(server.post(europe, order)).isEqualTo(Outcome.ID_REUSED);
        assertThat(server.post(asia, order)).isEqualTo(Outcome.EXISTS);
    }

    @Test
    void aLongBatchInOneBookHoldsUpNoOther() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Handler<Integer, Integer> longBatch =
                (commands, batch) -> {
                    begun.countDown();
                    try {
                        if (!released.await(30, TimeUnit.SECONDS)) {
                            throw new IllegalStateException("Nobody came");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return commands;
                };
        CompletableFuture<Integer> busy = server.lanes().of(asia).submit(longBatch, 1);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        fund(wallet(europe, "ada"), 100);
        assertThat(server.move(order(wallet(europe, "ada"), wallet(africa, "bob"), 60)).status())
                .isEqualTo("moved");
        assertThat(busy.isDone()).isFalse();
        released.countDown();
        assertThat(busy.join()).isEqualTo(1);
    }

    /**
     * A thousand moves by two servers, of which some are left alone after each step, while others
     * carry on what was left and somebody watches.
     */
    @Test
    void aThousandMovesBetweenThreeBooksLoseAndMakeNothing() {
        int owners = 5;
        for (String book : names) {
            for (int i = 0; i < owners; i++) {
                fund(wallet(book, "o" + i), 4_000);
            }
        }
        List<Server> both = List.of(server, server());
        AtomicBoolean over = new AtomicBoolean();
        List<Clearing.Pair> wrong = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> watching =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    pairs().stream()
                                            .filter(pair -> !pair.reconciled())
                                            .forEach(wrong::add);
                                }
                            },
                            executor);
            CompletableFuture<Void> carrying =
                    CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    both.get(1).sweep();
                                }
                            },
                            executor);
            List<CompletableFuture<Void>> moving = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                long seed = i;
                moving.add(
                        CompletableFuture.runAsync(
                                () ->
                                        someSteps(
                                                new Random(seed * 0x9E37_79B9_7F4A_7C15L),
                                                both,
                                                owners),
                                executor));
            }
            moving.forEach(CompletableFuture::join);
            over.set(true);
            watching.join();
            carrying.join();
        }
        server.sweep();
        server.sweep();
        assertThat(wrong).isEmpty();
        assertThat(pairs())
                .hasSize(6)
                .allMatch(pair -> pair.difference() == 0 && pair.underWay() == 0);
        assertThat(inState("under_way")).isZero();
        assertThat(inState("moved")).isGreaterThan(300);
        assertThat(inState("refused")).isGreaterThan(20);
        assertThat(sumOf("code LIKE '%wallet'", "credits_posted - debits_posted"))
                .isEqualTo(3L * owners * 4_000);
        assertThat(sumOf("code LIKE 'clearing:%'", "credits_posted - debits_posted")).isZero();
        assertThat(sumOf("true", "debits_pending + credits_pending")).isZero();
        for (String book : names) {
            assertThat(
                            client.sql(
                                            "SELECT sum(credits_posted - debits_posted) FROM"
                                                    + " ledger.account WHERE book = ?")
                                    .param(server.books().number(book))
                                    .query(Long.class)
                                    .single())
                    .as("debits and credits of %s", book)
                    .isZero();
        }
    }

    private void someSteps(Random random, List<Server> both, int owners) {
        Server one = both.get(random.nextInt(2));
        int from = random.nextInt(3);
        int to = (from + 1 + random.nextInt(2)) % 3;
        MoveOrder order =
                order(
                        wallet(names.get(from), "o" + random.nextInt(owners)),
                        random.nextInt(10) == 0
                                ? new Place(names.get(to), new Account("bank", Currency.of("EUR")))
                                : wallet(names.get(to), "o" + random.nextInt(owners)),
                        1 + random.nextInt(120));
        Move begun = one.moves().begin(order).move();
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> {
                if (begun.underWay()) {
                    one.moves().arrive(order).join();
                }
            }
            default -> assertThat(one.moves().carry(begun).join().underWay()).isFalse();
        }
        if (random.nextInt(4) == 0) {
            both.get(random.nextInt(2)).move(order);
        }
    }

    private long inState(String state) {
        return client.sql(
                        "SELECT count(*) FROM ledger.move m JOIN ledger.book b ON b.number ="
                                + " m.from_book WHERE b.name = ANY (?) AND state = ?")
                .param(names.toArray(String[]::new))
                .param(state)
                .query(Long.class)
                .single();
    }

    private long sumOf(String which, String what) {
        return client.sql(
                        "SELECT coalesce(sum("
                                + what
                                + "), 0) FROM ledger.account a JOIN ledger.book b ON b.number ="
                                + " a.book WHERE b.name = ANY (?) AND "
                                + which)
                .param(names.toArray(String[]::new))
                .query(Long.class)
                .single();
    }
}
