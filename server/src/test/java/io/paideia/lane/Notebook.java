package io.paideia.lane;

import io.paideia.database.Arguments;
import io.paideia.database.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A handler that writes its words into a table, and can be told to go wrong. */
final class Notebook implements Handler<String, String> {

    /** What is done with a batch, after its words are written. */
    @FunctionalInterface
    interface Mischief {
        void with(List<String> words, Batch batch) throws SQLException;
    }

    private final String page;
    private final Mischief mischief;
    final AtomicInteger calls = new AtomicInteger();

    Notebook(String page, Mischief mischief) {
        this.page = page;
        this.mischief = mischief;
        TestDatabase.client()
                .sql(
                        "CREATE TABLE IF NOT EXISTS note (place bigint GENERATED ALWAYS AS IDENTITY"
                                + " PRIMARY KEY, page text, word text CHECK (word <> 'broken'))")
                .update();
    }

    static Notebook wellBehaved(String page) {
        return new Notebook(page, (words, batch) -> {});
    }

    /** Holds its first batch until told to go on, so that a queue can fill. */
    static Notebook gated(String page, CountDownLatch entered, CountDownLatch gate) {
        return new Notebook(
                page,
                (words, batch) -> {
                    entered.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Override
    public List<String> handle(List<String> words, Batch batch) throws SQLException {
        calls.incrementAndGet();
        List<String> written = words.stream().filter(word -> !word.equals("refused")).toList();
        try (PreparedStatement insert =
                batch.connection()
                        .prepareStatement(
                                "INSERT INTO note (page, word) SELECT ?, w FROM unnest(?::text[])"
                                        + " WITH ORDINALITY AS u(w, n) ORDER BY n")) {
            Arguments.of(insert).text(page).texts(written);
            insert.executeUpdate();
        }
        mischief.with(words, batch);
        return words.stream().map(word -> word.equals("refused") ? "no" : "wrote " + word).toList();
    }

    List<@Nullable String> words() {
        return words(TestDatabase.client(), page);
    }

    static List<@Nullable String> words(JdbcClient client, String page) {
        return client.sql("SELECT word FROM note WHERE page = ? ORDER BY place")
                .param(page)
                .query(String.class)
                .list();
    }
}
