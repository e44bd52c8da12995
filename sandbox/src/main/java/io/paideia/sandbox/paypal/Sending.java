package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts.Decision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Payouts v1 with one item to a batch. A second later PayPal has carried it out; what goes to an
 * address that begins with {@code unclaimed} waits thirty days and comes back, and a note of {@code
 * ERRPYO…} makes it fail.
 */
final class Sending {

    private static final Duration WORK = Duration.ofSeconds(1);
    private static final Duration UNCLAIMED = Duration.ofDays(30);

    private final Engine engine;
    private final Book book;
    private final Supplier<URI> base;

    Sending(Engine engine, Book book, Supplier<URI> base) {
        this.engine = engine;
        this.book = book;
        this.base = base;
    }

    Answer create(Call call) {
        String batch =
                call.text("/sender_batch_header/sender_batch_id")
                        .orElseThrow(() -> refusal("/sender_batch_header/sender_batch_id"));
        if (call.body().path("items").size() != 1) {
            throw refusal("/items");
        }
        String receiver =
                call.text("/items/0/receiver").orElseThrow(() -> refusal("/items/0/receiver"));
        String type =
                call.text("/items/0/recipient_type")
                        .orElseThrow(() -> refusal("/items/0/recipient_type"));
        if (!List.of("EMAIL", "PHONE", "PAYPAL_ID", "USER_HANDLE").contains(type)) {
            throw new Answer.Refusal(
                    Answer.problem(
                            400,
                            "VALIDATION_ERROR",
                            "Invalid request - see details",
                            Answer.detail(
                                    "items[0].recipient_type",
                                    "Invalid value",
                                    "The recipient type is not known")));
        }
        Amount amount = call.amount("/items/0/amount", "currency");
        Payout payout = payout(call, batch, receiver, amount, type);
        Answer answer =
                engine.payouts()
                        .decide(
                                PayPalChannel.NAME,
                                batch,
                                stored ->
                                        stored.map(earlier -> Decision.keep(repeat(call, earlier)))
                                                .orElseGet(
                                                        () ->
                                                                Decision.change(
                                                                        Answer.of(
                                                                                201,
                                                                                header(payout)),
                                                                        payout)));
        if (answer.status() == 201) {
            engine.notices().later(payout.createdAt().plus(WORK), () -> work(batch));
        }
        return answer;
    }

    Answer get(Call call) {
        return engine.payouts()
                .findByNumber(PayPalChannel.NAME, call.id())
                .map(
                        payout -> {
                            Map<String, Object> body = new LinkedHashMap<>(header(payout));
                            body.put("items", List.of(item(payout, payout.amount())));
                            body.put("total_items", 1);
                            body.put("total_pages", 1);
                            return Answer.of(200, body);
                        })
                .orElseGet(Answer::notFound);
    }

    /** One item, as batches and webhooks show it. */
    static Map<String, Object> item(Payout payout, Amount shown) {
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("recipient_type", payout.detail("recipient_type").orElse(""));
        asked.put("amount", Map.of("currency", shown.currency(), "value", View.decimal(shown)));
        payout.detail("note").ifPresent(note -> asked.put("note", note));
        asked.put("receiver", payout.payee());
        asked.put("sender_item_id", payout.detail("sender_item_id").orElse(""));
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("payout_item_id", payout.detail("item_id").orElse(""));
        item.put("transaction_id", payout.detail("transaction_id").orElse(""));
        item.put("transaction_status", state(payout));
        item.put("payout_batch_id", payout.number());
        item.put("sender_batch_id", payout.reference());
        item.put("payout_item", asked);
        Instant ended = payout.endedAt();
        if (ended != null) {
            item.put("time_processed", View.time(ended));
        }
        if (state(payout).equals("FAILED")) {
            item.put(
                    "errors",
                    Map.of("name", "RECEIVER_UNREGISTERED", "message", "Receiver is unregistered"));
        }
        return item;
    }

    static String state(Payout payout) {
        return payout.detail("state").orElse("PENDING");
    }

    /** Goes on with what a restart interrupted. */
    void resume() {
        engine.payouts()
                .all()
                .filter(payout -> payout.channel().equals(PayPalChannel.NAME))
                .filter(payout -> payout.status() == Payout.Status.PENDING)
                .forEach(
                        payout ->
                                engine.notices()
                                        .later(
                                                payout.createdAt().plus(WORK),
                                                () -> work(payout.reference())));
    }

    private void work(String reference) {
        Payout payout = engine.payouts().find(PayPalChannel.NAME, reference).orElseThrow();
        String note = payout.detail("note").orElse("");
        if (payout.payee().startsWith("unclaimed")) {
            change(reference, Payout.Status.PENDING, "UNCLAIMED");
            engine.notices()
                    .later(
                            payout.createdAt().plus(UNCLAIMED),
                            () -> change(reference, Payout.Status.FAILED, "RETURNED"));
        } else if (note.startsWith("ERRPYO")) {
            change(reference, Payout.Status.FAILED, "FAILED");
        } else {
            change(reference, Payout.Status.SUCCEEDED, "SUCCESS");
        }
    }

    private void change(String reference, Payout.Status status, String state) {
        Payout changed =
                engine.payouts()
                        .decide(
                                PayPalChannel.NAME,
                                reference,
                                stored -> {
                                    Payout next = with(stored.orElseThrow(), status, state);
                                    return Decision.change(next, next);
                                });
        engine.notices().announce(changed);
    }

    private Payout with(Payout payout, Payout.Status status, String state) {
        Map<String, String> details = new HashMap<>(payout.details());
        details.put("state", state);
        return new Payout(
                payout.channel(),
                payout.reference(),
                payout.number(),
                payout.amount(),
                payout.payee(),
                status,
                payout.notifyUrl(),
                payout.createdAt(),
                status == Payout.Status.PENDING ? null : engine.clock().instant(),
                details);
    }

    private Payout payout(
            Call call, String batch, String receiver, Amount amount, String recipientType) {
        Map<String, String> details = new HashMap<>();
        details.put("request_id", call.requestId());
        details.put("recipient_type", recipientType);
        details.put("item_id", book.newId());
        details.put("transaction_id", book.newId());
        details.put("sender_item_id", call.text("/items/0/sender_item_id").orElse(""));
        call.text("/items/0/note").ifPresent(note -> details.put("note", note));
        return new Payout(
                PayPalChannel.NAME,
                batch,
                book.newId().substring(0, 13),
                amount,
                receiver,
                Payout.Status.PENDING,
                engine.webhooks().of(PayPalChannel.NAME).orElse(null),
                engine.clock().instant(),
                null,
                details);
    }

    /** The same request id is a repeat; the same batch under another one is a mistake. */
    private Answer repeat(Call call, Payout earlier) {
        if (!call.requestId().isEmpty()
                && earlier.detail("request_id").equals(Optional.of(call.requestId()))) {
            return Answer.of(200, header(earlier));
        }
        Map<String, Object> body =
                new LinkedHashMap<>(
                        Answer.problem(
                                        400,
                                        "USER_BUSINESS_ERROR",
                                        "User business error.",
                                        Answer.detail(
                                                "SENDER_BATCH_ID",
                                                "Batch with given sender_batch_id already exists",
                                                ""))
                                .body());
        body.put("links", links(earlier));
        return Answer.of(400, body);
    }

    private Map<String, Object> header(Payout payout) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("payout_batch_id", payout.number());
        header.put("batch_status", state(payout).equals("PENDING") ? "PENDING" : "SUCCESS");
        header.put("time_created", View.time(payout.createdAt()));
        header.put("sender_batch_header", Map.of("sender_batch_id", payout.reference()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("batch_header", header);
        body.put("links", links(payout));
        return body;
    }

    private List<Map<String, String>> links(Payout payout) {
        return List.of(
                Map.of(
                        "href",
                        Objects.requireNonNull(base.get())
                                + PayPal.PATH
                                + "/v1/payments/payouts/"
                                + payout.number(),
                        "rel",
                        "self",
                        "method",
                        "GET"));
    }

    private static Answer.Refusal refusal(String field) {
        return new Answer.Refusal(
                Answer.problem(
                        400,
                        "VALIDATION_ERROR",
                        "Invalid request - see details",
                        Answer.detail(field, "Required field is missing", "")));
    }
}
