package io.paideia.channels.bank;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches statements of account: of a day that is over as a bill, and of the last days to see
 * whether money has arrived of which no notice told. Thread-safe; calls the network.
 */
final class BankStatements {

    private static final Logger log = LoggerFactory.getLogger(BankStatements.class);

    /** A transfer takes a day or two; what is older was told of, or is found by the bills. */
    private static final int MOST_DAYS = 5;

    private final BankSettings settings;
    private final BankGateway gateway;
    private final Receipts receipts;
    private final Incoming incoming;
    private final Consumer<Told> findings;
    private final Clock clock;
    private final Map<LocalDate, Instant> seen = new ConcurrentHashMap<>();

    /** When an entry of this key and amount was entered. Only saves doing it again. */
    private final Map<String, Instant> entered = new ConcurrentHashMap<>();

    private final Map<String, Told> untold = new ConcurrentHashMap<>();

    private final ReentrantLock fetching = new ReentrantLock();

    /**
     * @param findings hears of money that came in and pays none of the charges that are asked for
     */
    BankStatements(
            BankSettings settings,
            BankGateway gateway,
            Receipts receipts,
            Incoming incoming,
            Consumer<Told> findings,
            Clock clock) {
        this.settings = settings;
        this.gateway = gateway;
        this.receipts = receipts;
        this.incoming = incoming;
        this.findings = findings;
        this.clock = clock;
    }

    /** What came back for a day. */
    private sealed interface Day {
        record Entries(List<Entry> entries) implements Day {}

        record NotThere() implements Day {}

        record Empty() implements Day {}

        record Unknown(String why) implements Day {}
    }

    /**
     * Writes down what has arrived since then, unless that was just done, and tells of what came in
     * otherwise: too little, too much, nobody's, or a transfer of ours that came back. Notices may
     * have told of it before.
     *
     * @return why it cannot be known, empty if it is
     */
    Optional<String> refresh(Instant since) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), settings.zone());
        LocalDate first = LocalDate.ofInstant(since, settings.zone());
        LocalDate earliest = today.minusDays(MOST_DAYS - 1L);
        Optional<String> trouble = fetch(first.isBefore(earliest) ? earliest : first, today);
        untold.forEach(this::tell);
        return trouble;
    }

    private Optional<String> fetch(LocalDate first, LocalDate today) {
        fetching.lock();
        try {
            LocalDate earliest = today.minusDays(MOST_DAYS - 1L);
            seen.keySet().removeIf(day -> day.isBefore(earliest));
            Instant forgotten = earliest.minusDays(1).atStartOfDay(settings.zone()).toInstant();
            entered.values().removeIf(at -> at.isBefore(forgotten));
            for (LocalDate day = first; !day.isAfter(today); day = day.plusDays(1)) {
                if (fresh(day)) {
                    continue;
                }
                Instant asked = clock.instant();
                switch (fetch(day)) {
                    case Day.Entries got -> {
                        // All of it stands in the book before the day counts as seen.
                        got.entries().stream()
                                .filter(entry -> entry.side() == Entry.Side.CREDIT)
                                .forEach(this::enter);
                        seen.put(day, asked);
                    }
                    case Day.Empty none -> seen.put(day, asked);
                    case Day.NotThere none -> seen.put(day, asked);
                    case Day.Unknown unknown -> {
                        return Optional.of(unknown.why());
                    }
                }
            }
            return Optional.empty();
        } finally {
            fetching.unlock();
        }
    }

    private void enter(Entry entry) {
        String mark = entry.key() + " " + entry.amount();
        if (entered.containsKey(mark)) {
            return;
        }
        switch (incoming.told(entry)) {
            // Whoever asks for this charge finds it in the book now.
            case Told.Charged charged -> {}
            case Told other -> untold.put(mark, other);
        }
        entered.put(mark, clock.instant());
    }

    /** Who asks for a charge does not suffer from what another entry does; that is tried again. */
    private void tell(String mark, Told other) {
        try {
            findings.accept(other);
            untold.remove(mark);
        } catch (RuntimeException e) {
            log.warn("What the bank says of {} could not be acted on yet", other.reference(), e);
        }
    }

    Fetched bill(LocalDate day, Consumer<Line> lines) {
        if (!day.isBefore(LocalDate.ofInstant(clock.instant(), settings.zone()))) {
            return new Fetched.NotYet();
        }
        return switch (fetch(day)) {
            case Day.Entries got -> {
                got.entries().stream().map(this::line).forEach(lines);
                yield new Fetched.Complete(got.entries().size());
            }
            case Day.Empty none -> new Fetched.Empty();
            case Day.NotThere none -> new Fetched.NotYet();
            case Day.Unknown unknown -> new Fetched.Unknown(unknown.why());
        };
    }

    /** Seen lately; or after the day was over, which is for good. */
    private boolean fresh(LocalDate day) {
        Instant at = seen.get(day);
        if (at == null) {
            return false;
        }
        Instant end = day.plusDays(1).atStartOfDay(settings.zone()).toInstant();
        return at.isAfter(end)
                || Duration.between(at, clock.instant()).compareTo(settings.poll()) < 0;
    }

    private Day fetch(LocalDate day) {
        return switch (gateway.statement(day)) {
            case BankGateway.Answer.Given given -> read(day, given);
            case BankGateway.Answer.Taken taken -> new Day.Empty();
            case BankGateway.Answer.NotThere none -> new Day.NotThere();
            case BankGateway.Answer.Busy busy -> new Day.Unknown(busy.why());
            case BankGateway.Answer.Refused refused -> new Day.Unknown(refused.why());
            case BankGateway.Answer.NotSent none -> new Day.Unknown(none.why());
            case BankGateway.Answer.NoAnswer none -> new Day.Unknown(none.why());
        };
    }

    private Day read(LocalDate day, BankGateway.Answer.Given given) {
        try {
            List<Camt.Statement> read = Camt.read(given.message(), settings.zone());
            for (Camt.Statement statement : read) {
                if (!statement.account().equals(AccountNumber.plain(settings.account()))) {
                    return new Day.Unknown("The statement is of another account");
                }
                if (!day.equals(statement.day())) {
                    return new Day.Unknown("The statement is of another day");
                }
                if (!statement.balanced()) {
                    return new Day.Unknown("The statement's balances do not fit its entries");
                }
            }
            return new Day.Entries(
                    read.stream().flatMap(statement -> statement.entries().stream()).toList());
        } catch (Xml.Unreadable e) {
            return new Day.Unknown("The statement is " + e.getMessage());
        }
    }

    /**
     * Only money that went out can be an order of ours; whatever a payer calls it, what came in is
     * a payment, unless the bank says that it came back.
     */
    Line line(Entry entry) {
        char kind = kind(entry);
        boolean ordered = kind == BankOrders.REFUND || kind == BankOrders.TRANSFER;
        if (entry.side() == Entry.Side.CREDIT) {
            return ordered && entry.returned()
                    ? line(entry, Line.Kind.OTHER, entry.endToEnd())
                    : line(entry, Line.Kind.PAYMENT, receipts.named(entry).orElse(null));
        }
        if (!ordered || entry.returned()) {
            return line(entry, Line.Kind.OTHER, null);
        }
        return line(
                entry,
                kind == BankOrders.REFUND ? Line.Kind.REFUND : Line.Kind.TRANSFER,
                entry.endToEnd());
    }

    /** Which of our orders caused it, by the first letter of our message's id. */
    static char kind(Entry entry) {
        String message = entry.message();
        return message != null
                        && message.length() == 27
                        && message.substring(1).equals(entry.endToEnd())
                ? message.charAt(0)
                : ' ';
    }

    private static Line line(Entry entry, Line.Kind kind, @Nullable String reference) {
        return new Line(
                kind, reference, entry.key(), entry.amount(), null, entry.at(), entry.raw());
    }
}
