package io.paideia.sandbox;

import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import io.paideia.sandbox.pages.Words;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** {@code /cashier/{token}}: where a code or a redirect leads, and a person pays or leaves. */
final class Cashier implements Endpoint {

    static final String PATH = "/cashier/";

    private final Map<String, Channel> channels;
    private final Trades trades;
    private final Buyer buyer;
    private final VirtualClock clock;

    Cashier(Map<String, Channel> channels, Trades trades, Buyer buyer, VirtualClock clock) {
        this.channels = channels;
        this.trades = trades;
        this.buyer = buyer;
        this.clock = clock;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        Words words = exchange.prefersChinese() ? Words.chinese() : Words.english();
        Optional<Trade> found = trades.findByToken(exchange.path().substring(PATH.length()));
        if (found.isEmpty()) {
            exchange.page(404, CashierPage.unknown(words));
            return;
        }
        switch (exchange.method()) {
            case "GET", "HEAD" -> show(exchange, words, buyer.open(found.get()).orElseThrow());
            case "POST" -> act(exchange, found.get().order());
            default -> throw exchange.methodRefused("GET, POST");
        }
    }

    private void show(Exchange exchange, Words words, Trade trade) throws IOException {
        String html =
                switch (trade.status()) {
                    case ORDERED, WAITING ->
                            CashierPage.payable(
                                    words, trade.order(), exchange.query().containsKey("left"));
                    case AUTHORIZED, PAID -> CashierPage.paid(words, trade.order(), shop(trade));
                    case CLOSED -> CashierPage.closed(words, trade.order());
                };
        exchange.page(trade.status() == Trade.Status.CLOSED ? 410 : 200, html);
    }

    private void act(Exchange exchange, Order order) throws IOException {
        String own = PATH + order.token();
        switch (exchange.fields().getOrDefault("action", "")) {
            case "pay" -> {
                Buyer.Payment payment = buyer.pay(order.channel(), order.reference());
                exchange.seeOther(
                        payment instanceof Buyer.Payment.Paid paid
                                ? shop(paid.trade()).map(URI::toString).orElse(own)
                                : own);
            }
            case "leave" -> {
                URI back = order.returnUrl();
                exchange.seeOther(back == null ? own + "?left=1" : back.toString());
            }
            default -> throw new Refused(400, "action is pay or leave");
        }
    }

    private Optional<URI> shop(Trade trade) {
        Channel channel = Objects.requireNonNull(channels.get(trade.order().channel()));
        return channel.returnAddress(trade, clock.instant());
    }
}
