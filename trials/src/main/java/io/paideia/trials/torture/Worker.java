package io.paideia.trials.torture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.bench.Logging;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.lane.LaneException;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.ServedBooks;
import io.paideia.ledger.Wish;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What is tortured: lane and ledger in a process of their own. It reads a database's address from
 * standard input, then calls, one a line, each a number and its orders; it hands each in as it is
 * read, waits for none, and prints each answer as it comes. It ends when standard input does.
 *
 * <p>It knows nothing of what its parent expects.
 */
@Command(name = "torture-worker", hidden = true, description = "Posts what standard input says.")
public final class Worker implements Callable<Integer> {

    static final String BOOK = "torture";

    /** Money is moved there and back; injuries are aimed at {@link #BOOK}. */
    static final String OTHER_BOOK = "torture_other";

    static final String READY = "ready";

    /** Begins an answer that tells nothing: the call may have taken effect. */
    static final String IN_DOUBT = "?";

    /** Begins an answer that is none: the lane says that the command itself breaks. */
    static final String FAILED = "!";

    private static final Pattern SEMICOLON = Pattern.compile(";");

    @Option(names = "--patience-ms", defaultValue = "6000")
    private long patienceMillis;

    @Option(
            names = "--lies",
            description = "Acknowledges before it is true, to see whether that is found out.")
    private boolean lies;

    /** A liar does not run ahead of the lane either. */
    private final Semaphore liesInFlight = new Semaphore(100);

    private final PrintStream out =
            new PrintStream(
                    new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        LaneSettings settings = new LaneSettings(20_000, 100, Duration.ofMillis(patienceMillis));
        // The address holds a password, so it does not come as an argument that everybody sees.
        String url = in.readLine();
        try (Database database = Database.open(new DatabaseSettings(url, Path.of("unused"), 0, 2));
                ServedBooks books =
                        ServedBooks.open(
                                List.of(BOOK, OTHER_BOOK),
                                database,
                                settings,
                                new SimpleMeterRegistry())) {
            print(READY);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                handIn(books, line);
            }
        }
        return 0;
    }

    private void handIn(ServedBooks books, String line) {
        int blank = line.indexOf(' ');
        String number = line.substring(0, blank);
        List<Order> orders =
                SEMICOLON.splitAsStream(line.substring(blank + 1)).map(Order::parse).toList();
        if (lies) {
            liesInFlight.acquireUninterruptibly();
            print(number + " " + codes(orders.stream().map(_ -> Outcome.CREATED).toList()));
        }
        CompletableFuture<?> _ =
                answer(books, orders)
                        .whenComplete(
                                (answer, failure) -> {
                                    if (lies) {
                                        liesInFlight.release();
                                    } else {
                                        print(number + " " + told(answer, failure));
                                    }
                                });
    }

    private static CompletableFuture<String> answer(ServedBooks books, List<Order> orders) {
        Order first = orders.getFirst();
        try {
            if (first.isMove()) {
                boolean there = first.phase().equals(Order.MOVE);
                return books.move(
                        first.id(),
                        there ? BOOK : OTHER_BOOK,
                        Order.account(first.debit()),
                        there ? OTHER_BOOK : BOOK,
                        Order.account(first.credit()),
                        first.money(),
                        Order.KIND);
            }
            if (first.isWish()) {
                return books.change(BOOK, Order.account(first.debit()), Wish.valueOf(first.phase()))
                        .thenApply(Worker::word);
            }
            return books.post(BOOK, orders.stream().map(Order::transfer).toList())
                    .thenApply(Worker::codes);
        } catch (LaneException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static String codes(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::code).collect(Collectors.joining(","));
    }

    /** As of a transfer: a wish that was granted was granted now or before. */
    private static String word(String answer) {
        return switch (answer) {
            case "DONE" -> Outcome.CREATED.code();
            case "BEFORE" -> Outcome.EXISTS.code();
            default -> answer.toLowerCase(Locale.ROOT);
        };
    }

    private static String told(@Nullable String answer, @Nullable Throwable failure) {
        if (answer != null) {
            return answer;
        }
        Throwable cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        String told = String.valueOf(cause).replaceAll("\\s+", " ");
        return (cause instanceof LaneException.Unavailable ? IN_DOUBT : FAILED) + told;
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }
}
