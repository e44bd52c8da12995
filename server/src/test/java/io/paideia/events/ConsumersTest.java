package io.paideia.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Consumers over the log: each event once, whatever dies meanwhile. */
@Timeout(60)
final class ConsumersTest extends EventLog {

    ConsumersTest(TestInfo test) {
        super(test);
    }

    @Test
    void hearsEachEventOnceInOrderAcrossRestarts() {
        lane.call(append, events(0, 700));
        Consumers first = consumers(new Listener());
        first.start();
        awaitHeard(700);
        lane.call(append, events(700, 800));
        awaitHeard(800);
        first.stop();
        lane.call(append, events(800, 900));
        Consumers again = consumers(new Listener());
        again.start();
        awaitHeard(900);
        assertThat(heard()).isEqualTo(numbers(0, 900));
    }

    @Test
    void twoServersDoNotDoubleEffects() {
        consumers(new Listener()).start();
        consumers(new Listener()).start();
        for (int i = 0; i < 50; i++) {
            lane.call(append, events(i * 20, i * 20 + 20));
        }
        awaitHeard(1_000);
        assertThat(heard()).isEqualTo(numbers(0, 1_000));
    }

    @Test
    void parksAPoisonedEventAfterItsTriesAndGoesOn() {
        AtomicInteger tries = new AtomicInteger();
        Consumer poisoned =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) throws SQLException {
                        super.consume(news, batch);
                        for (Event event : news) {
                            if (event.payload(Happened.class).n() == 300) {
                                if (news.size() == 1) {
                                    tries.incrementAndGet();
                                }
                                throw new StackOverflowError("poison \0 with a NUL");
                            }
                        }
                    }
                };
        lane.call(append, events(0, 600));
        consumers(poisoned).start();
        awaitHeard(599);
        assertThat(heard()).hasSize(599).doesNotContain(300);
        assertThat(tries).hasValue(5);
        assertThat(
                        client.sql("SELECT count(*) FROM events.parked WHERE consumer = ?")
                                .param(name)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
        lane.call(append, event(600));
        awaitHeard(600);
    }

    @Test
    void aKilledConnectionLosesAndDoublesNothing() {
        AtomicInteger kills = new AtomicInteger(2);
        Consumer killed =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) throws SQLException {
                        super.consume(news, batch);
                        if (kills.getAndDecrement() > 0) {
                            client.sql("SELECT pg_terminate_backend(?, 5000)")
                                    .param(
                                            batch.connection()
                                                    .unwrap(org.postgresql.PGConnection.class)
                                                    .getBackendPID())
                                    .query()
                                    .singleRow();
                        }
                    }
                };
        consumers(killed).start();
        lane.call(append, events(0, 10));
        awaitHeard(10);
        assertThat(heard()).isEqualTo(numbers(0, 10));
    }

    @Test
    void catchesUpWithinABatchAndIsNotToldAgain() {
        lane.call(append, events(0, 1_500));
        Listener listener = new Listener();
        Consumers consumers = consumers(listener);
        Handler<Integer, Integer> decide =
                (commands, batch) -> {
                    consumers.catchUp(listener, batch);
                    events.append(batch, List.of(event(1_500)));
                    consumers.catchUp(listener, batch);
                    return commands;
                };
        lane.call(decide, 1);
        assertThat(heard()).isEqualTo(numbers(0, 1_501));
        consumers.start();
        lane.call(append, event(1_501));
        awaitHeard(1_502);
        assertThat(heard()).isEqualTo(numbers(0, 1_502));
    }

    @Test
    void tellsItsLagByItsOwnTypesOnly() {
        Consumer stuck =
                new Listener() {
                    @Override
                    public void consume(List<Event> news, Batch batch) {
                        throw new IllegalStateException("not today");
                    }
                };
        consumers(stuck).start();
        lane.call(append, List.of(event(1), event(2), event(name + ".other", 3)));
        assertThat(meters.get("paideia.events.lag").tag("consumer", name).gauge().value())
                .isEqualTo(2);
    }

    @Test
    void movesPastWhatIsForOthersInsteadOfScanningItAgain() {
        Consumers consumers = consumers(new Listener());
        consumers.start();
        List<NewEvent> others =
                IntStream.range(0, 2_000).mapToObj(n -> event(name + ".other", n)).toList();
        for (int i = 0; i < 6; i++) {
            lane.call(append, others);
        }
        await().until(
                        () ->
                                client.sql(
                                                "SELECT (SELECT max(position) FROM events.event)"
                                                        + " - position < 10000 FROM"
                                                        + " events.consumer WHERE name = ?")
                                        .param(name)
                                        .query(Boolean.class)
                                        .single());
        lane.call(append, event(1));
        awaitHeard(1);
        assertThat(heard()).containsExactly(1);
    }

    @Test
    void refusesTwoConsumersOfOneName() {
        assertThatThrownBy(
                        () ->
                                new Consumers(
                                        List.of(new Listener(), new Listener()),
                                        events,
                                        book,
                                        client,
                                        meters))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
