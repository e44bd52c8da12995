package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a buyer types a card, {@code /stripe/pay/{session}}, and where the bank asks, {@code
 * /stripe/3ds/{token}}. Both work without a script.
 */
final class CardPages implements Endpoint {

    private static final Pattern EXPIRY =
            Pattern.compile("\\s*(0[1-9]|1[0-2])\\s*/?\\s*([0-9]{2})\\s*");

    private final Engine engine;
    private final Book book;
    private final Charging charging;
    private final Sessions sessions;

    CardPages(Engine engine, Book book, Charging charging, Sessions sessions) {
        this.engine = engine;
        this.book = book;
        this.charging = charging;
        this.sessions = sessions;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        CardWords words = exchange.prefersChinese() ? CardWords.chinese() : CardWords.english();
        Optional<Trade> trade = trade(exchange.path());
        if (trade.isEmpty()) {
            exchange.page(404, CardPage.unknown(words));
            return;
        }
        boolean step = exchange.path().startsWith(Charging.STEP_PATH);
        switch (exchange.method()) {
            case "GET", "HEAD" -> show(exchange, words, trade.get(), step);
            case "POST" -> {
                if (step) {
                    answer(exchange, trade.get());
                } else {
                    pay(exchange, words, trade.get());
                }
            }
            default -> throw exchange.methodRefused("GET, POST");
        }
    }

    private Optional<Trade> trade(String path) {
        try {
            return path.startsWith(Charging.STEP_PATH)
                    ? engine.trades()
                            .findByToken(path.substring(Charging.STEP_PATH.length()))
                            .filter(Trade::isKnown)
                    : path.startsWith(Sessions.PAGE_PATH)
                            ? Optional.of(
                                    book.bySession(path.substring(Sessions.PAGE_PATH.length())))
                            : Optional.empty();
        } catch (ApiError none) {
            return Optional.empty();
        }
    }

    private static void show(Exchange exchange, CardWords words, Trade trade, boolean step)
            throws IOException {
        boolean waits =
                trade.status() == Trade.Status.ORDERED || trade.status() == Trade.Status.WAITING;
        if (!waits) {
            boolean closed = trade.status() == Trade.Status.CLOSED;
            exchange.page(closed ? 410 : 200, CardPage.over(words, trade));
        } else if (step) {
            exchange.page(200, CardPage.step(words, trade));
        } else {
            exchange.page(200, CardPage.form(words, trade, Map.of(), because(words, trade)));
        }
    }

    private void pay(Exchange exchange, CardWords words, Trade trade) throws IOException {
        Map<String, String> typed = exchange.fields();
        String fill = typed.getOrDefault("fill", "");
        if (!fill.isEmpty()) {
            Map<String, String> filled = Map.of("number", fill, "expiry", "12 / 34", "code", "123");
            exchange.page(200, CardPage.form(words, trade, filled, null));
            return;
        }
        Optional<TestCards.Card> wallet = TestCards.byName(typed.getOrDefault("wallet", ""));
        String number = typed.getOrDefault("number", "").replace(" ", "");
        String wrong = wallet.isPresent() ? null : wrong(words, number, typed);
        if (wrong != null) {
            exchange.page(422, CardPage.form(words, trade, typed, wrong));
            return;
        }
        TestCards.Card card =
                wallet.or(() -> TestCards.byNumber(number))
                        .or(() -> TestCards.byName("visa_chargeDeclined"))
                        .orElseThrow();
        charge(exchange, words, trade, card);
    }

    private void charge(Exchange exchange, CardWords words, Trade trade, TestCards.Card card)
            throws IOException {
        try {
            Trade after =
                    charging.charge(
                            trade,
                            card,
                            TestCards.newId("pm", card, engine.random()),
                            sessions.url(trade));
            exchange.seeOther(
                    Shapes.paidOrHeld(after)
                            ? home(after)
                            : Charging.STEP_PATH + after.order().token());
        } catch (ApiError refused) {
            String reason = refused.error().path("decline_code").asString("");
            String code = refused.error().path("code").asString("");
            exchange.page(402, CardPage.form(words, trade, Map.of(), words.because(code, reason)));
        }
    }

    /** The buyer answers the bank, which sends the browser back. */
    private void answer(Exchange exchange, Trade trade) throws IOException {
        boolean proved =
                switch (exchange.fields().getOrDefault("action", "")) {
                    case "complete" -> true;
                    case "fail" -> false;
                    default -> throw new Refused(400, "action is complete or fail");
                };
        String back =
                Shapes.json(trade.fact(Shapes.STEP).orElse(""))
                        .at("/redirect_to_url/return_url")
                        .asString("");
        Trade after;
        try {
            after = Shapes.paidOrHeld(trade) ? trade : charging.authenticated(trade, proved);
        } catch (ApiError refused) {
            after = book.again(trade);
        }
        boolean good = Shapes.paidOrHeld(after);
        if (trade.order().detail("kind").orElse("").equals("session")) {
            exchange.seeOther(good ? home(after) : sessions.url(after));
        } else if (back.isEmpty()) {
            exchange.seeOther(Charging.STEP_PATH + after.order().token());
        } else {
            exchange.seeOther(
                    back
                            + (back.contains("?") ? "&" : "?")
                            + "payment_intent="
                            + Book.intent(after)
                            + "&payment_intent_client_secret="
                            + IntentShapes.secret(after)
                            + "&redirect_status="
                            + (good ? "succeeded" : "failed"));
        }
    }

    private static String home(Trade trade) {
        return trade.order()
                .detail("success_url")
                .orElse("")
                .replace(Sessions.TEMPLATE, Book.session(trade));
    }

    private @Nullable String wrong(CardWords words, String number, Map<String, String> typed) {
        if (!number.matches("[0-9]{13,19}") || !isChecked(number)) {
            return words.wrongNumber();
        }
        Matcher expiry = EXPIRY.matcher(typed.getOrDefault("expiry", ""));
        YearMonth now = YearMonth.from(engine.clock().instant().atOffset(ZoneOffset.UTC));
        if (!expiry.matches()
                || YearMonth.of(
                                2000 + Integer.parseInt(expiry.group(2)),
                                Integer.parseInt(expiry.group(1)))
                        .isBefore(now)) {
            return words.wrongExpiry();
        }
        return typed.getOrDefault("code", "").matches("[0-9]{3,4}") ? null : words.wrongCode();
    }

    /** Luhn's check digit. */
    private static boolean isChecked(String number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            int weighted = i % 2 == 1 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static @Nullable String because(CardWords words, Trade trade) {
        String error = trade.fact(Shapes.ERROR).orElse("");
        return error.isEmpty()
                ? null
                : words.because(
                        Shapes.json(error).path("code").asString(""),
                        Shapes.json(error).path("decline_code").asString(""));
    }
}
