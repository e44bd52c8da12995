package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Orders, authorizations, captures, refunds and disputes as PayPal writes them.
 *
 * @param base where the interface answers
 * @param merchantId who is paid, as the reader shall see it
 * @param amounts what becomes of amounts before they are shown; a fault changes them
 */
record View(Supplier<URI> base, String merchantId, UnaryOperator<Amount> amounts) {

    /** The buyer has not agreed yet, or the query shall not know of it. */
    Map<String, Object> unapproved(Trade trade, URI cashier) {
        Map<String, Object> order = head(trade);
        boolean source = trade.order().detail("payment_source").isPresent();
        order.put("status", source ? "PAYER_ACTION_REQUIRED" : "CREATED");
        if (source) {
            order.put("payment_source", Map.of("paypal", Map.of()));
        }
        order.put("purchase_units", List.of(unit(trade)));
        order.put("create_time", time(trade.order().createdAt()));
        order.put(
                "links",
                List.of(
                        link("/v2/checkout/orders/" + trade.number(), "self", "GET"),
                        Map.of(
                                "href",
                                cashier.toString(),
                                "rel",
                                source ? "payer-action" : "approve",
                                "method",
                                "GET"),
                        link(
                                "/v2/checkout/orders/" + trade.number() + "/capture",
                                "capture",
                                "POST")));
        return order;
    }

    /** The buyer has agreed. */
    Map<String, Object> order(Trade trade) {
        Map<String, Object> order = head(trade);
        boolean done =
                trade.fact(Book.CAPTURE).isPresent() || trade.fact(Book.AUTHORIZATION).isPresent();
        order.put("status", done ? "COMPLETED" : "APPROVED");
        Map<String, Object> payer = new LinkedHashMap<>();
        payer.put("email_address", Account.BUYER_EMAIL);
        payer.put("payer_id", Account.BUYER_ID);
        payer.put("name", Map.of("given_name", "Hypatia", "surname", "Buyer"));
        order.put("payment_source", Map.of("paypal", payer));
        Map<String, Object> unit = unit(trade);
        Map<String, Object> payments = new LinkedHashMap<>();
        if (trade.fact(Book.AUTHORIZATION).isPresent()) {
            payments.put("authorizations", List.of(authorization(trade)));
        }
        if (trade.fact(Book.CAPTURE).isPresent()) {
            payments.put("captures", List.of(capture(trade)));
        }
        if (!trade.refunds().isEmpty()) {
            List<Object> refunds = new ArrayList<>();
            trade.refunds().forEach(refund -> refunds.add(refund(trade, refund)));
            payments.put("refunds", refunds);
        }
        if (!payments.isEmpty()) {
            unit.put("payments", payments);
        }
        order.put("purchase_units", List.of(unit));
        order.put("payer", payer);
        order.put("create_time", time(trade.order().createdAt()));
        order.put("links", List.of(link("/v2/checkout/orders/" + trade.number(), "self", "GET")));
        return order;
    }

    Map<String, Object> authorization(Trade trade) {
        String id = trade.fact(Book.AUTHORIZATION).orElse("");
        String status =
                switch (trade.status()) {
                    case PAID -> "CAPTURED";
                    case CLOSED -> "VOIDED";
                    default -> "CREATED";
                };
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("status", status);
        view.put("amount", money(amounts.apply(trade.order().amount())));
        names(view, trade);
        view.put("expiration_time", time(trade.order().createdAt().plus(Duration.ofDays(29))));
        view.put("create_time", time(trade.order().createdAt()));
        view.put("links", List.of(link("/v2/payments/authorizations/" + id, "self", "GET")));
        return view;
    }

    Map<String, Object> capture(Trade trade) {
        String id = trade.fact(Book.CAPTURE).orElse("");
        Amount taken = amounts.apply(Objects.requireNonNull(trade.taken()));
        String status =
                trade.isFullyRefunded()
                        ? "REFUNDED"
                        : trade.refundedAmount().minor() > 0 ? "PARTIALLY_REFUNDED" : "COMPLETED";
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("status", status);
        view.put("amount", money(taken));
        view.put("final_capture", true);
        view.put(
                "seller_receivable_breakdown",
                Map.of(
                        "gross_amount", money(taken),
                        "paypal_fee", money(fee(taken)),
                        "net_amount", money(taken.minus(fee(taken)))));
        names(view, trade);
        view.put("payee", payee());
        view.put(
                "supplementary_data",
                Map.of("related_ids", Map.of("order_id", String.valueOf(trade.number()))));
        String at = time(Objects.requireNonNull(trade.paidAt()));
        view.put("create_time", at);
        view.put("update_time", at);
        view.put(
                "links",
                List.of(
                        link("/v2/payments/captures/" + id, "self", "GET"),
                        link("/v2/payments/captures/" + id + "/refund", "refund", "POST"),
                        link("/v2/checkout/orders/" + trade.number(), "up", "GET")));
        return view;
    }

    Map<String, Object> refund(Trade trade, Refund refund) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", refund.number());
        view.put(
                "status",
                switch (refund.status()) {
                    case PENDING -> "PENDING";
                    case SUCCEEDED -> "COMPLETED";
                    case FAILED -> "FAILED";
                });
        if (refund.status() != Refund.Status.SUCCEEDED) {
            view.put("status_details", Map.of("reason", "ECHECK"));
        }
        view.put("amount", money(amounts.apply(refund.amount())));
        trade.fact("custom:" + refund.number()).ifPresent(id -> view.put("custom_id", id));
        trade.fact("invoice:" + refund.number()).ifPresent(id -> view.put("invoice_id", id));
        view.put("note_to_payer", refund.reason());
        view.put("create_time", time(refund.refundedAt()));
        view.put(
                "links",
                List.of(
                        link("/v2/payments/refunds/" + refund.number(), "self", "GET"),
                        link(
                                "/v2/payments/captures/" + trade.fact(Book.CAPTURE).orElse(""),
                                "up",
                                "GET")));
        return view;
    }

    Map<String, Object> dispute(Trade trade, Dispute dispute) {
        Map<String, Object> transaction = new LinkedHashMap<>();
        transaction.put("seller_transaction_id", trade.fact(Book.CAPTURE).orElse(""));
        trade.order().detail("invoice_id").ifPresent(id -> transaction.put("invoice_number", id));
        trade.order().detail("custom_id").ifPresent(id -> transaction.put("custom", id));
        transaction.put("gross_amount", money(Objects.requireNonNull(trade.taken())));
        transaction.put(
                "seller", Map.of("merchant_id", merchantId, "email", Account.MERCHANT_EMAIL));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("dispute_id", Book.disputeId(dispute));
        view.put("create_time", time(dispute.openedAt()));
        view.put("disputed_transactions", List.of(transaction));
        view.put("reason", reason(dispute.reason()));
        view.put(
                "status",
                switch (dispute.status()) {
                    case OPEN -> "WAITING_FOR_SELLER_RESPONSE";
                    case UNDER_REVIEW -> "UNDER_REVIEW";
                    case WON, LOST -> "RESOLVED";
                });
        view.put("dispute_amount", money(amounts.apply(dispute.amount())));
        if (dispute.status() == Dispute.Status.WON || dispute.status() == Dispute.Status.LOST) {
            view.put(
                    "dispute_outcome",
                    Map.of(
                            "outcome_code",
                            dispute.status() == Dispute.Status.WON
                                    ? "RESOLVED_SELLER_FAVOUR"
                                    : "RESOLVED_BUYER_FAVOUR"));
        } else {
            view.put(
                    "seller_response_due_date", time(dispute.openedAt().plus(Duration.ofDays(10))));
        }
        view.put("dispute_life_cycle_stage", "CHARGEBACK");
        view.put("dispute_channel", "INTERNAL");
        return view;
    }

    /** Amounts in PayPal's notation. */
    static Map<String, String> money(Amount amount) {
        Map<String, String> money = new LinkedHashMap<>();
        money.put("currency_code", amount.currency());
        money.put("value", decimal(amount));
        return money;
    }

    static String decimal(Amount amount) {
        return Call.WHOLE.contains(amount.currency())
                ? new BigDecimal(amount.decimal()).setScale(0).toPlainString()
                : amount.decimal();
    }

    /** 3.49 %, and of whole currencies whole units. */
    static Amount fee(Amount amount) {
        long unit = decimal(new Amount(100, amount.currency())).equals("1") ? 100 : 1;
        return new Amount(amount.minor() * 349 / 10_000 / unit * unit, amount.currency());
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    Map<String, String> link(String path, String rel, String method) {
        Map<String, String> link = new LinkedHashMap<>();
        link.put("href", base.get() + PayPal.PATH + path);
        link.put("rel", rel);
        link.put("method", method);
        return link;
    }

    private Map<String, Object> head(Trade trade) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("id", trade.number());
        order.put("intent", trade.order().detail("intent").orElse("CAPTURE"));
        return order;
    }

    private Map<String, Object> unit(Trade trade) {
        Map<String, Object> unit = new LinkedHashMap<>();
        unit.put("reference_id", trade.order().detail("reference_id").orElse("default"));
        unit.put("amount", money(amounts.apply(trade.order().amount())));
        unit.put("payee", payee());
        if (!trade.order().subject().isEmpty()) {
            unit.put("description", trade.order().subject());
        }
        names(unit, trade);
        return unit;
    }

    private static void names(Map<String, Object> view, Trade trade) {
        trade.order().detail("custom_id").ifPresent(id -> view.put("custom_id", id));
        trade.order().detail("invoice_id").ifPresent(id -> view.put("invoice_id", id));
    }

    private Map<String, String> payee() {
        Map<String, String> payee = new LinkedHashMap<>();
        payee.put("email_address", Account.MERCHANT_EMAIL);
        payee.put("merchant_id", merchantId);
        return payee;
    }

    private static String reason(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
                    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED",
                    "CREDIT_NOT_PROCESSED",
                    "DUPLICATE_TRANSACTION" ->
                    upper;
            case "FRAUDULENT" -> "UNAUTHORISED";
            default -> "OTHER";
        };
    }
}
