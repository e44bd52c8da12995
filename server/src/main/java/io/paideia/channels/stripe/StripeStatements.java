package io.paideia.channels.stripe;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.stripe.StripeApi.Answer;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A day's balance transactions, page by page, the newest first. Stripe's day is UTC's. Amounts are
 * in the currency that the buyer paid; where Stripe exchanged it, they come from the source and the
 * fee is in the currency of the account. Source: docs.stripe.com/api/balance_transactions.
 */
final class StripeStatements {

    private static final String PATH = "/v1/balance_transactions";

    /** A transaction may be written a moment after the time it bears. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    private static final int MOST_PAGES = 200_000;

    private final StripeApi api;
    private final Clock clock;

    StripeStatements(StripeApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    Fetched fetch(LocalDate day, Consumer<Line> lines) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        if (clock.instant().isBefore(end.plus(SETTLED))) {
            return new Fetched.NotYet();
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("created[gte]", Long.toString(begin.getEpochSecond()));
        query.put("created[lt]", Long.toString(end.getEpochSecond()));
        query.put("limit", "100");
        query.put("expand[0]", "data.source");
        long count = 0;
        for (int page = 0; page < MOST_PAGES; page++) {
            if (!(api.get(PATH, query) instanceof Answer.Given given)
                    || !given.body().path("data").isArray()) {
                return new Fetched.Unknown("Stripe gives no page " + (page + 1));
            }
            String last = "";
            for (JsonNode one : given.body().path("data")) {
                Optional<Line> line = line(one);
                last = one.path("id").asString("");
                if (line.isEmpty() || last.isEmpty()) {
                    return new Fetched.Unknown("A line that cannot be read: " + last);
                }
                lines.accept(line.get());
                count++;
            }
            if (!given.body().path("has_more").asBoolean(false)) {
                return count == 0 ? new Fetched.Empty() : new Fetched.Complete(count);
            }
            if (last.isEmpty()) {
                return new Fetched.Unknown("An empty page with more to come");
            }
            query.put("starting_after", last);
        }
        return new Fetched.Unknown("More than " + MOST_PAGES + " pages");
    }

    private static Optional<Line> line(JsonNode transaction) {
        JsonNode source = transaction.path("source");
        Optional<Money> amount = amount(transaction, source);
        if (amount.isEmpty() || !transaction.path("created").isIntegralNumber()) {
            return Optional.empty();
        }
        Money paid = amount.get();
        return Optional.of(
                new Line(
                        kind(transaction, source),
                        reference(source),
                        trade(transaction, source),
                        paid.isNegative() ? paid.negated() : paid,
                        StripeAmounts.money(transaction.path("fee"), transaction.path("currency"))
                                .orElse(null),
                        Instant.ofEpochSecond(transaction.path("created").asLong()),
                        transaction.toString()));
    }

    /** What the buyer saw, where the account keeps another currency. */
    private static Optional<Money> amount(JsonNode transaction, JsonNode source) {
        boolean exchanged =
                source.path("currency").isString()
                        && !source.path("currency").equals(transaction.path("currency"));
        if (!exchanged) {
            return StripeAmounts.money(transaction.path("amount"), transaction.path("currency"));
        }
        JsonNode captured = source.path("amount_captured");
        return StripeAmounts.money(
                captured.isIntegralNumber() ? captured : source.path("amount"),
                source.path("currency"));
    }

    private static Line.Kind kind(JsonNode transaction, JsonNode source) {
        return switch (transaction.path("type").asString("")) {
            case "charge", "payment" -> Line.Kind.PAYMENT;
            case "refund", "payment_refund" -> Line.Kind.REFUND;
            case "adjustment" ->
                    source.path("object").asString("").equals("dispute")
                            ? Line.Kind.DISPUTE
                            : Line.Kind.OTHER;
            default -> Line.Kind.OTHER;
        };
    }

    private static @Nullable String reference(JsonNode source) {
        String reference = source.at("/metadata/" + StripeIntent.REFERENCE).asString("");
        return reference.isEmpty() ? null : reference;
    }

    private static String trade(JsonNode transaction, JsonNode source) {
        String intent = source.path("payment_intent").asString("");
        return intent.isEmpty()
                ? source.path("id").asString(transaction.path("id").asString(""))
                : intent;
    }
}
