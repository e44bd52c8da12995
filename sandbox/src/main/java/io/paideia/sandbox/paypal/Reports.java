package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Transaction Search v1: what moved money between two instants, page by page. */
final class Reports {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int MOST = 10_000;

    private final Engine engine;
    private final Book book;
    private final Account account;

    Reports(Engine engine, Book book, Account account) {
        this.engine = engine;
        this.book = book;
        this.account = account;
    }

    private record Row(Instant at, Map<String, Object> info) {}

    Answer list(Call call) {
        Instant from = time(call, "start_date");
        Instant to = time(call, "end_date");
        if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw invalid("Date range is greater than 31 days");
        }
        int size = number(call, "page_size", 100, 500);
        int page = number(call, "page", 1, Integer.MAX_VALUE);
        List<Row> rows = rows(from, to);
        if (rows.size() > MOST) {
            return Answer.problem(
                    400,
                    "RESULTSET_TOO_LARGE",
                    "Result set size is greater than the maximum limit. Change the filter criteria"
                            + " and try again.",
                    Map.of());
        }
        List<Map<String, Object>> shown =
                rows.stream()
                        .skip((long) (page - 1) * size)
                        .limit(size)
                        .map(row -> Map.<String, Object>of("transaction_info", row.info()))
                        .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transaction_details", shown);
        body.put("account_number", account.merchantId());
        body.put("start_date", TIME.format(from));
        body.put("end_date", TIME.format(to));
        body.put("last_refreshed_datetime", TIME.format(engine.clock().instant()));
        body.put("page", page);
        body.put("total_items", rows.size());
        body.put("total_pages", (rows.size() + size - 1) / size);
        return Answer.of(200, body);
    }

    private List<Row> rows(Instant from, Instant to) {
        List<Row> rows = new ArrayList<>();
        book.all()
                .filter(trade -> trade.status() == Trade.Status.PAID)
                .forEach(trade -> add(trade, rows));
        engine.payouts()
                .all()
                .filter(payout -> payout.channel().equals(PayPalChannel.NAME))
                .filter(payout -> payout.status() == Payout.Status.SUCCEEDED)
                .forEach(payout -> rows.add(row(payout)));
        // Both ends count, to the second.
        return rows.stream()
                .filter(row -> !row.at().isBefore(from) && row.at().isBefore(to.plusSeconds(1)))
                .sorted(Comparator.comparing(Row::at))
                .toList();
    }

    private void add(Trade trade, List<Row> rows) {
        Instant at = Objects.requireNonNull(trade.paidAt());
        Amount taken = Objects.requireNonNull(trade.taken());
        String capture = trade.fact(Book.CAPTURE).orElse("");
        String ours = trade.order().detail("custom_id").orElse("");
        if (!isOn(Fault.Kind.BILL_MISSING, trade)) {
            Amount shown =
                    isOn(Fault.Kind.BILL_CHANGED, trade) ? PayPalChannel.other(taken) : taken;
            rows.add(row("T0006", capture, at, View.decimal(shown), taken, ours));
        }
        if (isOn(Fault.Kind.BILL_EXTRA, trade)) {
            rows.add(row("T0006", "X" + capture.substring(1), at, "1", taken, "unknown-to-you"));
        }
        for (Refund refund : trade.refunds()) {
            if (refund.status() == Refund.Status.SUCCEEDED) {
                rows.add(
                        row(
                                "T1107",
                                refund.number(),
                                refund.refundedAt(),
                                "-" + View.decimal(refund.amount()),
                                taken.none(),
                                trade.fact("custom:" + refund.number()).orElse("")));
            }
        }
        Dispute dispute = trade.dispute();
        if (dispute != null && dispute.status() == Dispute.Status.LOST) {
            rows.add(
                    row(
                            "T1201",
                            Book.disputeId(dispute).replace("-", ""),
                            dispute.openedAt(),
                            "-" + View.decimal(dispute.amount()),
                            taken.none(),
                            ours));
        }
    }

    private static Row row(Payout payout) {
        return row(
                "T0001",
                payout.detail("transaction_id").orElse(""),
                Objects.requireNonNull(payout.endedAt()),
                "-" + View.decimal(payout.amount()),
                payout.amount().none(),
                payout.detail("sender_item_id").orElse(""));
    }

    /** The fee is that of the amount which it is taken of. */
    private static Row row(
            String code, String id, Instant at, String value, Amount feeOf, String custom) {
        String currency = feeOf.currency();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("transaction_id", id);
        info.put("transaction_event_code", code);
        info.put("transaction_initiation_date", TIME.format(at));
        info.put("transaction_updated_date", TIME.format(at));
        info.put("transaction_amount", Map.of("currency_code", currency, "value", value));
        if (feeOf.minor() > 0) {
            info.put(
                    "fee_amount",
                    Map.of(
                            "currency_code",
                            currency,
                            "value",
                            "-" + View.decimal(View.fee(feeOf))));
        }
        info.put("transaction_status", "S");
        if (!custom.isEmpty()) {
            info.put("invoice_id", custom);
            info.put("custom_field", custom);
        }
        return new Row(at, info);
    }

    private boolean isOn(Fault.Kind kind, Trade trade) {
        return engine.scenarios()
                .on(kind, PayPalChannel.NAME, trade.order().reference())
                .isPresent();
    }

    private static Instant time(Call call, String name) {
        try {
            return OffsetDateTime.parse(call.query().getOrDefault(name, "")).toInstant();
        } catch (DateTimeException malformed) {
            throw invalid(name + " is not valid");
        }
    }

    private static int number(Call call, String name, int usual, int most) {
        try {
            int number = Integer.parseInt(call.query().getOrDefault(name, Integer.toString(usual)));
            if (number < 1 || number > most) {
                throw invalid(name + " is out of range");
            }
            return number;
        } catch (NumberFormatException malformed) {
            throw invalid(name + " is not a number");
        }
    }

    private static Answer.Refusal invalid(String why) {
        return new Answer.Refusal(
                Answer.problem(
                        400,
                        "INVALID_REQUEST",
                        "Request is not well-formed, syntactically incorrect, or violates schema.",
                        Answer.detail("", "INVALID_PARAMETER_VALUE", why)));
    }
}
