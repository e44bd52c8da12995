package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Call.Rejected;
import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import io.paideia.sandbox.engine.VirtualClock;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code alipay.trade.precreate}, {@code .page.pay}, {@code .wap.pay} and {@code .app.pay}: a
 * merchant asks to be paid.
 */
final class Ordering {

    private static final Map<String, String> PRODUCTS =
            Map.of(
                    "alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY",
                    "alipay.trade.wap.pay", "QUICK_WAP_WAY",
                    "alipay.trade.app.pay", "QUICK_MSECURITY_PAY");

    /** What a browser brings, or Alipay's app; nobody but the buyer sees the answer. */
    static final Set<String> PAGES = PRODUCTS.keySet();

    private static final Pattern REFERENCE = Pattern.compile("[0-9A-Za-z_]{1,64}");
    private static final Pattern TIMEOUT = Pattern.compile("([1-9][0-9]{0,4})([mhdc])");
    private static final Duration LONGEST = Duration.ofDays(15);
    private static final Duration CODE_VALIDITY = Duration.ofHours(2);
    private static final long MOST_UNITS = 100_000_000;
    private static final List<String> ECHOED = List.of("body", "passback_params", "trans_currency");

    private final Book book;
    private final VirtualClock clock;
    private final RandomGenerator random;
    private final Function<String, URI> cashier;

    Ordering(Book book, VirtualClock clock, RandomGenerator random, Function<String, URI> cashier) {
        this.book = book;
        this.clock = clock;
        this.random = random;
        this.cashier = cashier;
    }

    /** Hands out a code for a phone to scan. Only the scan makes a trade of it. */
    Answer precreate(Call call) {
        Order order = order(call, CODE_VALIDITY);
        return place(
                order,
                placed -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("out_trade_no", placed.reference());
                    fields.put("qr_code", cashier.apply(placed.token()).toString());
                    return fields;
                });
    }

    static boolean isPage(String method) {
        return PAGES.contains(method);
    }

    /**
     * Takes the order of a browser or of an app; the answer's cashier address is where to send it.
     */
    Answer page(Call call) {
        String product = PRODUCTS.getOrDefault(call.method(), "");
        boolean mayBeLeftOut = !call.method().equals("alipay.trade.page.pay");
        if (!call.field("product_code").map(product::equals).orElse(mayBeLeftOut)) {
            throw Rejected.parameter("product_code must be " + product);
        }
        Order order = order(call, LONGEST);
        return place(order, placed -> Map.of("cashier", cashier.apply(placed.token()).toString()));
    }

    private Answer place(Order order, Function<Order, Map<String, Object>> done) {
        return book.decideNew(
                order.reference(),
                stored -> {
                    if (stored.isEmpty() || isForgotten(stored.get())) {
                        return Decision.change(new Answer.Done(done.apply(order)), Trade.of(order));
                    }
                    Trade trade = stored.get();
                    return Decision.keep(
                            switch (trade.status()) {
                                case AUTHORIZED, PAID ->
                                        Answer.failed("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
                                case CLOSED -> Answer.failed("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
                                case ORDERED, WAITING ->
                                        trade.order().asksTheSameAs(order)
                                                ? new Answer.Done(done.apply(trade.order()))
                                                : Answer.failed(
                                                        "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
                            });
                });
    }

    /**
     * A code that ran out without ever being scanned leaves no trace, so its number is free again.
     */
    private static boolean isForgotten(Trade trade) {
        return trade.status() == Trade.Status.CLOSED && !trade.isKnown();
    }

    private Order order(Call call, Duration usualValidity) {
        String reference = call.required("out_trade_no");
        if (!REFERENCE.matcher(reference).matches()) {
            throw Rejected.parameter("out_trade_no is 1 to 64 letters, digits and underscores");
        }
        String subject = call.required("subject");
        if (subject.length() > 256) {
            throw Rejected.parameter("subject is longer than 256 characters");
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("method", call.method());
        for (String name : ECHOED) {
            call.field(name).ifPresent(value -> details.put(name, value));
        }
        Instant now = clock.instant();
        return new Order(
                AlipayChannel.NAME,
                reference,
                token(),
                amount(call),
                subject,
                address(call, "notify_url"),
                address(call, "return_url"),
                now,
                deadline(call, now, usualValidity),
                details);
    }

    private static Amount amount(Call call) {
        String currency = call.field("trans_currency").orElse("CNY");
        if (!Amount.isCurrency(currency)) {
            throw Rejected.parameter("trans_currency is not a currency: " + currency);
        }
        Amount amount =
                Amount.parse(call.required("total_amount"), currency)
                        .orElseThrow(
                                () ->
                                        Rejected.parameter(
                                                "total_amount is not a decimal with the places of "
                                                        + currency));
        Amount most = Amount.parse(Long.toString(MOST_UNITS), currency).orElseThrow();
        if (amount.minor() < 1 || amount.exceeds(most)) {
            throw new Rejected(
                    "ACQ.TOTAL_FEE_EXCEED",
                    "total_amount is not within the smallest unit and " + MOST_UNITS);
        }
        return amount;
    }

    /**
     * The earliest of what the call sets. An absolute deadline is written by the merchant's clock,
     * which knows nothing of the virtual one, so it moves along with the offset.
     */
    private Instant deadline(Call call, Instant now, Duration usualValidity) {
        Instant deadline = now.plus(usualValidity);
        for (String name : List.of("timeout_express", "qr_code_timeout_express")) {
            Optional<Instant> relative =
                    call.field(name).map(text -> now.plus(duration(name, text)));
            deadline =
                    relative.orElse(deadline).isBefore(deadline)
                            ? relative.orElse(deadline)
                            : deadline;
        }
        Optional<Instant> absolute =
                call.field("time_expire")
                        .map(
                                text ->
                                        Beijing.parseMinutes(text)
                                                .orElseThrow(
                                                        () ->
                                                                Rejected.parameter(
                                                                        "time_expire is not"
                                                                                + " yyyy-MM-dd"
                                                                                + " HH:mm:ss"))
                                                .plus(clock.offset()));
        if (absolute.isPresent() && !absolute.get().isAfter(now)) {
            throw Rejected.parameter("time_expire has passed");
        }
        return absolute.filter(deadline::isAfter).orElse(deadline);
    }

    private static Duration duration(String name, String text) {
        Matcher parts = TIMEOUT.matcher(text);
        if (!parts.matches()) {
            throw Rejected.parameter(name + " is a number and one of m, h, d, c");
        }
        int count = Integer.parseInt(parts.group(1));
        Duration duration =
                switch (parts.group(2)) {
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    default -> Duration.ofDays(1);
                };
        if (duration.compareTo(LONGEST) > 0) {
            throw Rejected.parameter(name + " is at most 15d");
        }
        return duration;
    }

    private static @Nullable URI address(Call call, String name) {
        Optional<String> text = call.commonField(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI address = new URI(text.get());
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException malformed) {
            throw Rejected.parameter(name + " is not an address");
        }
        throw Rejected.parameter(name + " is not an http address");
    }

    private String token() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
