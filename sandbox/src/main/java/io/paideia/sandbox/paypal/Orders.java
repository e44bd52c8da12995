package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Orders v2: create, show, authorize, capture. */
final class Orders {

    /** PayPal forgets an order that the buyer has not agreed to. */
    private static final Duration LIFE = Duration.ofHours(3);

    private final Engine engine;
    private final Book book;
    private final View view;

    Orders(Engine engine, Book book, View view) {
        this.engine = engine;
        this.book = book;
        this.view = view;
    }

    /** The same request id finds the same order, in whatever state it is by now. */
    Answer create(Call call) {
        Order order = order(call);
        return book.decideNew(
                order.reference(),
                stored -> {
                    if (stored.isEmpty()) {
                        Trade trade =
                                Trade.of(order).opened(book.newId(), engine.clock().instant());
                        return Decision.change(Answer.of(201, shown(trade)), trade);
                    }
                    Trade trade = stored.get();
                    if (trade.order().detail("request_id").equals(order.detail("request_id"))) {
                        return Decision.keep(
                                isForgotten(trade)
                                        ? Answer.notFound()
                                        : Answer.of(200, shown(trade)));
                    }
                    return Decision.keep(
                            Answer.refused(
                                    "DUPLICATE_INVOICE_ID",
                                    "Duplicate Invoice ID detected. To avoid a potential duplicate"
                                            + " transaction your account setting requires that"
                                            + " Invoice Id be unique for each transaction."));
                });
    }

    Answer get(Call call) {
        return book.of(call.id())
                .filter(trade -> trade.tradeNumber().orElse("").equals(call.id()))
                .filter(trade -> !isForgotten(trade))
                .map(trade -> Answer.of(200, shown(trade)))
                .orElseGet(Answer::notFound);
    }

    Answer authorize(Call call) {
        return book.decide(
                call.id(),
                trade -> {
                    if (isForgotten(trade)) {
                        return Decision.keep(Answer.notFound());
                    } else if (!trade.order().detail("intent").orElse("").equals("AUTHORIZE")) {
                        return Decision.keep(
                                Answer.refused(
                                        "ACTION_DOES_NOT_MATCH_INTENT",
                                        "Order was created with an intent to 'CAPTURE'."));
                    } else if (trade.fact(Book.AUTHORIZATION).isPresent()) {
                        return Decision.keep(
                                trade.fact("authorize_request")
                                                .equals(Optional.of(call.requestId()))
                                        ? Answer.of(201, view.order(trade))
                                        : Answer.refused(
                                                "ORDER_ALREADY_AUTHORIZED",
                                                "Order already authorized."));
                    } else if (trade.status() != Trade.Status.AUTHORIZED) {
                        return Decision.keep(notApproved());
                    }
                    Trade held =
                            trade.knowing(Book.AUTHORIZATION, book.newId())
                                    .knowing("authorize_request", call.requestId());
                    return Decision.change(Answer.of(201, view.order(held)), held);
                });
    }

    Answer capture(Call call) {
        Answer answer =
                book.decide(
                        call.id(),
                        trade -> {
                            if (isForgotten(trade)) {
                                return Decision.keep(Answer.notFound());
                            } else if (!trade.order()
                                    .detail("intent")
                                    .orElse("")
                                    .equals("CAPTURE")) {
                                return Decision.keep(
                                        Answer.refused(
                                                "ACTION_DOES_NOT_MATCH_INTENT",
                                                "Order was created with an intent to"
                                                        + " 'AUTHORIZE'."));
                            } else if (trade.status() == Trade.Status.PAID) {
                                return Decision.keep(
                                        trade.fact("capture_request")
                                                        .equals(Optional.of(call.requestId()))
                                                ? Answer.of(201, view.order(trade))
                                                : Answer.refused(
                                                        "ORDER_ALREADY_CAPTURED",
                                                        "Order already captured."));
                            } else if (trade.status() != Trade.Status.AUTHORIZED) {
                                return Decision.keep(notApproved());
                            }
                            Trade paid = captured(trade, trade.order().amount(), call.requestId());
                            return Decision.change(Answer.of(201, view.order(paid)), paid);
                        });
        if (answer.isDone()) {
            tell(call.id());
        }
        return answer;
    }

    /** The money is the merchant's now. */
    Trade captured(Trade trade, Amount amount, String requestId) {
        return trade.captured(amount, engine.clock().instant())
                .knowing(Book.CAPTURE, book.newId())
                .knowing("capture_request", requestId);
    }

    /** Tells the merchant of the capture; a repeated call does not tell again. */
    void tell(String id) {
        Trade trade = book.of(id).orElseThrow();
        boolean told =
                engine.notices().of(trade).stream()
                        .anyMatch(notice -> notice.topic().kind() == Topic.Kind.PAID);
        if (!told) {
            engine.notices().announce(trade, Topic.paid(trade.order().reference()));
        }
    }

    private static boolean isForgotten(Trade trade) {
        return trade.status() == Trade.Status.CLOSED && trade.fact(Book.VOIDED).isEmpty();
    }

    private Map<String, Object> shown(Trade trade) {
        boolean agreed =
                trade.status() != Trade.Status.ORDERED && trade.status() != Trade.Status.WAITING;
        boolean hidden =
                trade.status() == Trade.Status.AUTHORIZED
                        && trade.fact(Book.AUTHORIZATION).isEmpty()
                        && engine.scenarios().hidesPayment(trade, engine.clock().instant());
        return agreed && !hidden
                ? view.order(trade)
                : view.unapproved(trade, engine.cashier().apply(trade.order().token()));
    }

    private static Answer notApproved() {
        return Answer.refused(
                "ORDER_NOT_APPROVED",
                "Payer has not yet approved the Order for payment. Please redirect the payer to the"
                        + " 'rel':'approve' url returned as part of the HATEOAS links within the"
                        + " Create Order call or provide a valid payment_source in the request.");
    }

    private Order order(Call call) {
        String intent =
                call.text("/intent")
                        .orElseThrow(() -> new Answer.Refusal(Answer.missing("/intent")));
        if (!intent.equals("CAPTURE") && !intent.equals("AUTHORIZE")) {
            throw new Answer.Refusal(
                    Answer.invalid(
                            "/intent",
                            "INVALID_PARAMETER_VALUE",
                            "The value of a field is invalid."));
        }
        JsonNode units = call.body().path("purchase_units");
        if (!units.isArray() || units.isEmpty()) {
            throw new Answer.Refusal(Answer.missing("/purchase_units"));
        }
        boolean source = call.body().has("payment_source");
        if (source && call.requestId().isEmpty()) {
            throw new Answer.Refusal(
                    Answer.invalid(
                            "",
                            "PAYPAL_REQUEST_ID_REQUIRED",
                            "A PayPal-Request-Id is required if you are trying to process payment"
                                    + " for an Order."));
        }
        Amount amount = call.amount("/purchase_units/0/amount", "currency_code");
        checkLengths(call);
        return order(call, intent, amount, source);
    }

    private Order order(Call call, String intent, Amount amount, boolean source) {
        Optional<String> custom = call.text("/purchase_units/0/custom_id");
        Optional<String> invoice = call.text("/purchase_units/0/invoice_id");
        String request = call.requestId().isEmpty() ? book.newId() : call.requestId();
        Map<String, String> details = new HashMap<>();
        details.put("intent", intent);
        details.put("request_id", request);
        custom.ifPresent(id -> details.put("custom_id", id));
        invoice.ifPresent(id -> details.put("invoice_id", id));
        call.text("/purchase_units/0/reference_id")
                .ifPresent(id -> details.put("reference_id", id));
        if (source) {
            details.put("payment_source", "paypal");
        }
        Instant now = engine.clock().instant();
        return new Order(
                PayPalChannel.NAME,
                custom.or(() -> invoice).orElse(request),
                token(),
                amount,
                call.text("/purchase_units/0/description").orElse(""),
                null,
                back(call),
                now,
                now.plus(LIFE),
                details);
    }

    private static void checkLengths(Call call) {
        for (String field : new String[] {"custom_id", "invoice_id", "description"}) {
            String pointer = "/purchase_units/0/" + field;
            if (call.text(pointer).filter(text -> text.length() > 127).isPresent()) {
                throw new Answer.Refusal(
                        Answer.invalid(
                                pointer,
                                "INVALID_STRING_MAX_LENGTH",
                                "The value of a field is too long."));
            }
        }
    }

    private static @Nullable URI back(Call call) {
        Optional<String> address =
                call.text("/payment_source/paypal/experience_context/return_url")
                        .or(() -> call.text("/application_context/return_url"));
        try {
            return address.map(URI::create).orElse(null);
        } catch (IllegalArgumentException malformed) {
            throw new Answer.Refusal(
                    Answer.invalid(
                            "/payment_source/paypal/experience_context/return_url",
                            "INVALID_PARAMETER_SYNTAX",
                            "The value of a field does not conform to the expected format."));
        }
    }

    private String token() {
        byte[] bytes = new byte[16];
        engine.random().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
