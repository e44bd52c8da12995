package io.paideia.channels.paypal;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Transaction Search: a day of UTC, page by page; a span with more transactions than PayPal lists
 * is halved. PayPal writes times as {@code 2026-11-21T09:00:00+0000}, and lists a transaction only
 * some hours later.
 */
final class PayPalReports {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]");
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 1000;

    private final PayPalApi api;

    PayPalReports(PayPalApi api) {
        this.api = api;
    }

    Fetched fetch(LocalDate day, Consumer<Line> lines) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = from.plus(Duration.ofDays(1));
        return switch (fetch(from, to, to, lines)) {
            case Fetched.Complete complete when complete.count() == 0 -> new Fetched.Empty();
            case Fetched other -> other;
        };
    }

    /** All that began from the one instant on and before the other. */
    private Fetched fetch(Instant from, Instant to, Instant due, Consumer<Line> lines) {
        long count = 0;
        int pages = 1;
        for (int page = 1; page <= pages; page++) {
            if (page > MOST_PAGES) {
                return new Fetched.Unknown("More than " + MOST_PAGES + " pages");
            }
            switch (api.get(path(from, to, page))) {
                case PayPalApi.Answer.NotSent none -> {
                    return new Fetched.Unknown(none.why());
                }
                case PayPalApi.Answer.NoAnswer none -> {
                    return new Fetched.Unknown(none.why());
                }
                case PayPalApi.Answer.Given given when given.taken() -> {
                    Optional<Instant> fresh = time(given.body().path("last_refreshed_datetime"));
                    if (fresh.isEmpty() || fresh.get().isBefore(due)) {
                        return new Fetched.NotYet();
                    }
                    long read = lines(given.body(), lines);
                    if (read < 0) {
                        return new Fetched.Unknown("A line that cannot be read");
                    }
                    count += read;
                    pages = given.body().path("total_pages").asInt(1);
                }
                case PayPalApi.Answer.Given given -> {
                    return page == 1 && given.issue().equals("RESULTSET_TOO_LARGE")
                            ? halves(from, to, due, lines)
                            : new Fetched.Unknown(given.message());
                }
            }
        }
        return new Fetched.Complete(count);
    }

    private Fetched halves(Instant from, Instant to, Instant due, Consumer<Line> lines) {
        Duration half = Duration.between(from, to).dividedBy(2);
        Instant middle = from.plusSeconds(half.toSeconds());
        if (half.toSeconds() < 1) {
            return new Fetched.Unknown("More transactions in a second than PayPal lists");
        }
        if (!(fetch(from, middle, due, lines) instanceof Fetched.Complete first)) {
            return new Fetched.Unknown("The first half of the span could not be read");
        }
        return fetch(middle, to, due, lines) instanceof Fetched.Complete second
                ? new Fetched.Complete(first.count() + second.count())
                : new Fetched.Unknown("The second half of the span could not be read");
    }

    /** Both ends belong to PayPal's span, so it ends a second before the next begins. */
    private static String path(Instant from, Instant to, int page) {
        return "/v1/reporting/transactions?start_date=%s&end_date=%s&fields=transaction_info&page_size=%d&page=%d"
                .formatted(from, to.minusSeconds(1), PAGE, page);
    }

    /** How many lines there were, negative if one says nothing. */
    private static long lines(JsonNode body, Consumer<Line> lines) {
        long count = 0;
        for (JsonNode detail : body.path("transaction_details").valueStream().toList()) {
            JsonNode row = detail.path("transaction_info");
            String status = row.path("transaction_status").asString("");
            // What is denied or pending has moved no money.
            if (status.equals("D") || status.equals("P")) {
                continue;
            }
            Optional<Money> amount = PayPalAmounts.read(row.path("transaction_amount"));
            if (amount.isEmpty()) {
                return -1;
            }
            lines.accept(line(row, amount.get()));
            count++;
        }
        return count;
    }

    private static Line line(JsonNode row, Money amount) {
        return new Line(
                kind(row.path("transaction_event_code").asString("")),
                reference(row),
                row.path("transaction_id").asString(""),
                amount.isNegative() ? amount.negated() : amount,
                // PayPal writes what it keeps as a debit.
                PayPalAmounts.read(row.path("fee_amount")).map(Money::negated).orElse(null),
                time(row.path("transaction_initiation_date")).orElse(null),
                row.toString());
    }

    private static @Nullable String reference(JsonNode row) {
        String ours = row.path("custom_field").asString(row.path("invoice_id").asString(""));
        return ours.isEmpty() ? null : ours;
    }

    /** Source: PayPal's transaction event codes (T-codes). */
    private static Line.Kind kind(String code) {
        return switch (code) {
            case "T0001" -> Line.Kind.TRANSFER;
            case "T1107" -> Line.Kind.REFUND;
            case "T1106", "T1108", "T1110", "T1111", "T1201", "T1202" -> Line.Kind.DISPUTE;
            default -> code.startsWith("T00") ? Line.Kind.PAYMENT : Line.Kind.OTHER;
        };
    }

    private static Optional<Instant> time(JsonNode text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.asString(""), TIME).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
