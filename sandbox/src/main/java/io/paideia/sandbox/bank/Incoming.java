package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Money that comes in: what the merchant announced, so that a test can say "the buyer sends exactly
 * this", and whatever else anybody sends.
 */
final class Incoming {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Nobody can forbid a payer to send; an announcement does not run out. */
    private static final Duration FOREVER = Duration.ofDays(3650);

    /** Marks what the merchant expects, whose payer may err by a fault. */
    static final String ANNOUNCED = "announced";

    private final Engine engine;

    Incoming(Engine engine) {
        this.engine = engine;
    }

    Door.Task announce(String method, String last, String body) {
        JsonNode asked = json(body);
        String reference = asked.path("reference").asString("");
        return new Door.Task(
                Operation.CREATE,
                reference,
                decline ->
                        decline || !method.equals("POST")
                                ? Door.Answer.status(409)
                                : announced(reference, asked));
    }

    private Door.Answer announced(String reference, JsonNode asked) {
        Optional<Amount> amount = amount(asked);
        if (reference.isEmpty() || amount.isEmpty()) {
            return Door.Answer.status(422);
        }
        Map<String, String> details = new HashMap<>();
        String code = asked.path("remittance_code").asString("");
        String account = asked.path("account").asString("");
        details.put(ANNOUNCED, "yes");
        details.put("text", code.isEmpty() ? "Thank you" : "Order " + code);
        details.put("account", account.equals(Account.IBAN) ? "" : account);
        Order order = order(reference, amount.get(), asked.path("subject").asString(""), details);
        boolean same =
                engine.trades()
                        .decide(
                                BankChannel.NAME,
                                reference,
                                stored ->
                                        stored.map(
                                                        trade ->
                                                                Decision.keep(
                                                                        trade.order()
                                                                                .asksTheSameAs(
                                                                                        order)))
                                                .orElseGet(
                                                        () ->
                                                                Decision.change(
                                                                        true, Trade.of(order))));
        return Door.Answer.status(same ? 201 : 422);
    }

    /** {@code POST /_control/bank/transfer}: somebody sends any amount with any text. */
    void transfer(Exchange exchange) throws IOException {
        if (!exchange.isLocal()) {
            throw new Refused(403, "the control plane serves this machine only");
        }
        if (!exchange.method().equals("POST")) {
            throw exchange.methodRefused("POST");
        }
        JsonNode asked = json(new String(exchange.body(), java.nio.charset.StandardCharsets.UTF_8));
        Amount amount =
                amount(asked).orElseThrow(() -> new Refused(400, "amount and currency are needed"));
        Map<String, String> details = new HashMap<>();
        for (String name : new String[] {"text", "account", "name", "from", "end_to_end"}) {
            String value = asked.path(name).asString("");
            if (!value.isEmpty()) {
                details.put(name, value);
            }
        }
        String reference = "transfer" + Long.toHexString(engine.random().nextLong());
        Order order = order(reference, amount, "Transfer", details);
        engine.trades()
                .decide(
                        BankChannel.NAME,
                        reference,
                        stored -> Decision.change(true, Trade.of(order)));
        if (!(engine.buyer().pay(BankChannel.NAME, reference) instanceof Buyer.Payment.Paid paid)) {
            throw new IllegalStateException("a transfer is always taken");
        }
        exchange.answer(
                200,
                "application/json",
                JSON.writeValueAsString(
                        Map.of(
                                "reference",
                                reference,
                                "entry",
                                paid.trade().tradeNumber().orElseThrow())));
    }

    private Order order(
            String reference, Amount amount, String subject, Map<String, String> details) {
        Instant now = engine.clock().instant();
        return new Order(
                BankChannel.NAME,
                reference,
                Long.toHexString(engine.random().nextLong())
                        + Long.toHexString(engine.random().nextLong()),
                amount,
                subject,
                engine.webhooks().of(BankChannel.NAME).orElse(null),
                null,
                now,
                now.plus(FOREVER),
                details);
    }

    private static Optional<Amount> amount(JsonNode asked) {
        String currency = asked.path("currency").asString("");
        return Amount.isCurrency(currency)
                ? Amount.parse(asked.path("amount").asString(""), currency)
                        .filter(amount -> amount.minor() > 0)
                : Optional.empty();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException malformed) {
            throw new Refused(400, "the body is not JSON");
        }
    }
}
