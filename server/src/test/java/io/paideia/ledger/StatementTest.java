package io.paideia.ledger;

import static io.paideia.ledger.TimedBook.account;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries page by page, balances at any time, statements and their files. */
@Timeout(60)
final class StatementTest {

    private final TimedBook book = new TimedBook();
    private final Account bank = account("bank");
    private final Account ada = account("buyer:ada:wallet");

    @AfterEach
    void close() {
        book.close();
    }

    // --- pages

    @Test
    void newestFirstPagesGoThroughTenThousandEntriesWhileNewOnesArrive() {
        fill(10_000);
        List<Long> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<Entry> page = newestFirst(Period.ALL, cursor);
            page.data().forEach(entry -> seen.add(entry.sequence()));
            cursor = page.nextCursor();
            fill(3);
        } while (cursor != null);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList().reversed());
    }

    @Test
    void oldestFirstPagesOfAPeriodThatIsOverGoThroughItWhileNewOnesArrive() {
        fill(5_000);
        book.pass(Duration.ofSeconds(1));
        Instant from = book.now();
        fill(10_000);
        book.pass(Duration.ofSeconds(1));
        Period period = new Period(from, book.now());
        List<Long> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<Entry> page = oldestFirst(period, cursor);
            page.data().forEach(entry -> seen.add(entry.sequence()));
            cursor = page.nextCursor();
            fill(3);
        } while (cursor != null);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(5_001, 15_000).boxed().toList());
    }

    @Test
    void anOpenPeriodGrowsAndItsPagesFollow() {
        fill(200);
        Page<Entry> first = oldestFirst(Period.ALL, null);
        assertThat(first.data()).hasSize(200);
        assertThat(first.nextCursor()).isNull();
        fill(1);
        Page<Entry> next = oldestFirst(Period.ALL, oldestFirst(Period.ALL, null).nextCursor());
        assertThat(next.data()).extracting(Entry::sequence).containsExactly(201L);
    }

    @Test
    void aCursorOfAnotherAccountOrPeriodIsRefused() {
        fill(300);
        Account other = account("other");
        book.each(move(bank, other, 1));
        String cursor = newestFirst(Period.ALL, null).nextCursor();
        Period later = new Period(book.now().plusNanos(1_000), null);
        Period earlier = new Period(null, book.now());
        List<Period> wrong = List.of(later, earlier);
        for (Period period : wrong) {
            assertThatThrownBy(() -> newestFirst(period, cursor)).isInstanceOf(Problem.class);
            assertThatThrownBy(() -> oldestFirst(period, cursor)).isInstanceOf(Problem.class);
        }
        Page.Request foreign = Page.Request.of(20, cursor);
        assertThatThrownBy(() -> book.entries.newestFirst(book.opened(other), Period.ALL, foreign))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cursor");
        Accounts.Opened opened = book.opened(ada);
        for (UUID odd : List.of(new UUID(0, 0), new UUID(1, 300), new UUID(0, Long.MIN_VALUE))) {
            assertThatThrownBy(
                            () ->
                                    book.entries.newestFirst(
                                            opened, Period.ALL, new Page.Request(odd, 20)))
                    .isInstanceOf(Problem.class);
        }
    }

    // --- points in time

    /**
     * 150 entries at each of three times: the boundaries stand between them, to the microsecond.
     */
    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0",
        "0, 150, 150",
        "1, 150, 150",
        "999999, 150, 150",
        "1000000, 300, 300",
        "1000001, 300, 300",
        "2000000, 450, 450",
        "99999999, 450, 450"
    })
    void theBalanceAtATimeHasAllThatWasPostedThen(long micros, long balance, long sequence) {
        Instant start = book.now();
        for (int i = 0; i < 3; i++) {
            fill(150);
            book.pass(Duration.ofSeconds(1));
        }
        Instant at = start.plusNanos(micros * 1_000);
        Entries.Position position =
                book.entries.before(book.opened(ada), Period.until(at.toString()).end());
        assertThat(position.balance(Currency.of("CNY"))).isEqualTo(Money.of("CNY", balance));
        assertThat(position.sequence()).isEqualTo(sequence);
        // What is finer than the ledger's own time changes nothing.
        assertThat(Period.until(at.plusNanos(999).toString())).isEqualTo(Period.until("" + at));
    }

    @Test
    void aStatementSumsWhatItsPeriodMoved() {
        Instant start = book.now();
        fill(130);
        book.pass(Duration.ofSeconds(1));
        Transfer held = hold(ada, bank, 20);
        book.each(held, move(ada, bank, 30), move(bank, ada, 7));
        book.pass(Duration.ofSeconds(1));
        book.each(Transfer.post(TransferId.next(), held, Money.of("CNY", 15)));
        Instant end = book.now().plusNanos(1_000);
        // from, to: opening, debits, credits, closing, entries
        Object[][] table = {
            {start, end, 0, 45, 137, 92, 134},
            {start, start, 0, 0, 0, 0, 0},
            {start.plusSeconds(1), start.plusSeconds(2), 130, 30, 7, 107, 3},
            {start.plusSeconds(1), start.plusSeconds(1), 130, 0, 0, 130, 0},
            {start.plusSeconds(2), end, 107, 15, 0, 92, 1},
            {end, end.plusSeconds(9), 92, 0, 0, 92, 0},
            {start.minusSeconds(9), start, 0, 0, 0, 0, 0},
        };
        for (Object[] row : table) {
            Statement statement =
                    book.statement(ada, new Period((Instant) row[0], (Instant) row[1]));
            assertThat(
                            List.of(
                                    (int) statement.openingBalance().minor(),
                                    (int) statement.debits().minor(),
                                    (int) statement.credits().minor(),
                                    (int) statement.closingBalance().minor(),
                                    (int) statement.entryCount()))
                    .as("%s to %s", row[0], row[1])
                    .isEqualTo(List.of(row).subList(2, 7));
        }
    }

    @Test
    void anAccountThatNothingHappenedToHasAnEmptyStatement() throws IOException {
        Account quiet = account("quiet");
        book.open(quiet, Limit.NONE);
        Statement statement = book.statement(quiet, Period.ALL);
        assertThat(statement.entryCount()).isZero();
        assertThat(statement.closingBalance()).isEqualTo(Money.of("CNY", 0));
        assertThat(file(statement)).hasLineCount(3).endsWith("closing,,,,,,,CNY,,,,,0,0.00,\r\n");
    }

    // --- periods

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-01",
                "2026-11-01T00:00:00",
                "2026-11-01T00:00:00 08:00",
                "2026-02-30T00:00:00Z",
                "+999999999-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "2026-11-01T00:00:00Z' OR 1=1",
                "\0",
                "1767225600"
            })
    void whatIsNoTimeIsRefused(String time) {
        assertThatThrownBy(() -> Period.of(time, null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("from");
        assertThatThrownBy(() -> Period.of(null, time)).hasMessageContaining("to");
        assertThatThrownBy(() -> Period.until(time)).hasMessageContaining("at");
    }

    @Test
    void aPeriodEndsNotBeforeItBegins() {
        assertThatThrownBy(() -> Period.of("2026-11-02T00:00:00Z", "2026-11-01T23:59:59.999Z"))
                .isInstanceOf(Problem.class);
        assertThat(Period.of("2026-11-01T08:00:00+08:00", "2026-11-01T00:00:00.0000001Z"))
                .isEqualTo(
                        new Period(
                                Instant.parse("2026-11-01T00:00:00Z"),
                                Instant.parse("2026-11-01T00:00:00.000001Z")));
    }

    // --- files

    @Test
    void theFileIsAsTheGoldenOne() throws IOException {
        Instant from = book.now();
        book.each(
                named(1, bank, ada, 12_345, null),
                named(2, ada, bank, 345, "=HYPERLINK(\"http://x\",\"a, b\")"));
        book.pass(Duration.ofMillis(1_500));
        Transfer held =
                Transfer.pending(id(3), ada, bank, Money.of("CNY", 1_000), "hold", "two\nlines");
        book.each(held, Transfer.post(id(4), held, Money.of("CNY", 5)));
        Period period = new Period(from, from.plusSeconds(60));
        assertThat(file(book.statement(ada, period)))
                .isEqualTo(
                        """
                        line,sequence,at,transfer,kind,phase,side,currency,amount_minor,amount,change_minor,change,balance_minor,balance,reference
                        opening,,2026-03-01T00:00:00Z,,,,,CNY,,,,,0,0.00,
                        entry,1,2026-03-01T00:00:00Z,$1,sale,single,credit,CNY,12345,123.45,12345,123.45,12345,123.45,
                        entry,2,2026-03-01T00:00:00Z,$2,sale,single,debit,CNY,345,3.45,-345,-3.45,12000,120.00,"'=HYPERLINK(""http://x"",""a, b"")"
                        entry,3,2026-03-01T00:00:01.500Z,$3,hold,pending,debit,CNY,1000,10.00,0,0.00,12000,120.00,"two
                        lines"
                        entry,4,2026-03-01T00:00:01.500Z,$4,hold,post,debit,CNY,5,0.05,-5,-0.05,11995,119.95,"two
                        lines"
                        closing,,2026-03-01T00:01:00Z,,,,,CNY,,,,,11995,119.95,
                        """
                                .replace("\n", "\r\n")
                                .replace("two\r\n", "two\n")
                                .replace("$1", "" + id(1))
                                .replace("$2", "" + id(2))
                                .replace("$3", "" + id(3))
                                .replace("$4", "" + id(4)));
    }

    @ParameterizedTest
    @CsvSource({"JPY, 7, 7", "KWD, 7, 0.007", "USDC, 7, 0.000007", "CNY, -7, -0.07"})
    void amountsAreWrittenWithTheirCurrencysDecimals(String currency, long minor, String decimal)
            throws IOException {
        Account from = new Account("from", Currency.of(currency));
        Account to = new Account("to", Currency.of(currency));
        book.each(
                Transfer.single(TransferId.next(), from, to, Money.of(currency, 7), "sale", null));
        String file = file(book.statement(minor > 0 ? to : from, Period.ALL));
        assertThat(file)
                .endsWith("closing,,,,,,,%s,,,,,%d,%s,\r\n".formatted(currency, minor, decimal));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "=1+1 | '=1+1",
                "+1 | '+1",
                "-1 | '-1",
                "@SUM(A1) | '@SUM(A1)",
                "＝1 | '＝1",
                "\"  =1\" | \"'  =1\"",
                "ord_1 | ord_1",
                "a=b | a=b"
            })
    void noTextBecomesAFormula(String text, String written) {
        assertThat(StatementFile.harmless(text)).isEqualTo(written);
        assertThat(StatementFile.harmless("\t" + text)).isEqualTo("'\t" + text);
    }

    @Test
    void aFileOfManyEntriesIsWholeAndAReaderWhoLeavesEndsIt() throws IOException {
        fill(3_500);
        Statement statement = book.statement(ada, Period.ALL);
        fill(1);
        List<String> lines = file(statement).lines().toList();
        assertThat(lines).hasSize(3_503);
        for (int i = 1; i <= 3_500; i++) {
            assertThat(lines.get(i + 1)).startsWith("entry," + i + ",");
        }
        AtomicInteger written = new AtomicInteger();
        Appendable leaves =
                new Leaving(
                        () -> {
                            if (written.incrementAndGet() > 100) {
                                throw new IOException("gone");
                            }
                        });
        assertThatThrownBy(() -> new StatementFile(statement, book.entries).write(leaves))
                .isInstanceOf(IOException.class);
        assertThat(written).hasValue(101);
    }

    private record Leaving(Step step) implements Appendable {
        interface Step {
            void run() throws IOException;
        }

        @Override
        public Appendable append(CharSequence text) throws IOException {
            step.run();
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text);
        }

        @Override
        public Appendable append(char c) throws IOException {
            return append("");
        }
    }

    private String file(Statement statement) throws IOException {
        StringBuilder file = new StringBuilder();
        new StatementFile(statement, book.entries).write(file);
        return file.toString();
    }

    private Page<Entry> newestFirst(Period period, @Nullable String cursor) {
        return book.entries.newestFirst(book.opened(ada), period, Page.Request.of(200, cursor));
    }

    private Page<Entry> oldestFirst(Period period, @Nullable String cursor) {
        Statement statement = book.statement(ada, period);
        return book.entries.oldestFirst(
                statement.account(),
                period,
                statement.opening(),
                statement.closing().sequence(),
                Page.Request.of(200, cursor));
    }

    /** So many entries of 1 on ada's account. */
    private void fill(int entries) {
        List<List<Transfer>> moves = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            moves.add(List.of(move(bank, ada, 1)));
        }
        book.groups(moves);
    }

    private static TransferId id(int n) {
        return new TransferId(new UUID(0x0195_0000_0000_7000L, 0x8000_0000_0000_0000L + n));
    }

    private static Transfer named(
            int n, Account from, Account to, long amount, @Nullable String reference) {
        return Transfer.single(id(n), from, to, Money.of("CNY", amount), "sale", reference);
    }

    private static Transfer move(Account from, Account to, long amount) {
        return Transfer.single(TransferId.next(), from, to, Money.of("CNY", amount), "sale", null);
    }

    private static Transfer hold(Account from, Account to, long amount) {
        return Transfer.pending(TransferId.next(), from, to, Money.of("CNY", amount), "sale", null);
    }
}
