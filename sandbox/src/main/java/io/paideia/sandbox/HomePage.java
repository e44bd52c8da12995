package io.paideia.sandbox;

import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.pages.Page;
import io.paideia.sandbox.pages.Words;
import java.io.IOException;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code /}: tells a developer who found the port what this is, and shows the newest trades. In
 * English, like all documentation.
 */
final class HomePage implements Endpoint {

    private static final int SHOWN = 25;

    private final Trades trades;
    private final VirtualClock clock;
    private final Supplier<URI> address;

    HomePage(Trades trades, VirtualClock clock, Supplier<URI> address) {
        this.trades = trades;
        this.clock = clock;
        this.address = address;
    }

    @Override
    public void serve(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw exchange.methodRefused("GET");
        }
        Words words = Words.english();
        String body =
                Page.sandboxNote(words)
                        + "<p style=\"font-size:1.6rem;font-weight:650;letter-spacing:-.01em;margin:0\">Paideia"
                        + " sandbox</p><p class=\"plain\">Stand-ins for the payment providers. They"
                        + " speak the real protocols and sign with real keys, and they misbehave on"
                        + " demand. The clock shows "
                        + Page.escape(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        + ".</p>"
                        + "<h2>Newest trades</h2>"
                        + table()
                        + "<h2>Try it</h2><pre>"
                        + Page.escape(examples())
                        + "</pre>";
        exchange.page(200, Page.wide(words, "Paideia sandbox", body));
    }

    private String table() {
        String rows =
                trades.newest(SHOWN).stream().map(HomePage::row).collect(Collectors.joining());
        return rows.isEmpty()
                ? "<p class=\"plain\">None yet.</p>"
                : "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Newest"
                      + " trades\"><table><thead><tr><th>Order</th><th>Channel</th><th>Subject</th><th"
                      + " class=\"end\">Amount</th><th>Status</th></tr></thead><tbody>"
                        + rows
                        + "</tbody></table></div>";
    }

    private static String row(Trade trade) {
        return "<tr><td><a href=\""
                + Cashier.PATH
                + trade.order().token()
                + "\"><code>"
                + Page.escape(trade.order().reference())
                + "</code></a></td><td>"
                + Page.escape(trade.order().channel())
                + "</td><td class=\"long\">"
                + Page.escape(trade.order().subject())
                + "</td><td class=\"end\">"
                + Page.escape(trade.order().amount().decimal())
                + " "
                + Page.escape(trade.order().amount().currency())
                + "</td><td>"
                + TradeView.status(trade)
                + "</td></tr>";
    }

    private String examples() {
        String base = address.get().toString();
        return """
        curl -d '{"reference": "REFERENCE"}' %1$s/_control/pay
        curl -d '{"reference": "REFERENCE", "faults": ["duplicate", {"name": "delay", "seconds": 60}]}' %1$s/_control/scenario
        curl -d '{"advance": "PT4M"}' %1$s/_control/clock
        curl %1$s/_control/trades\
        """
                .formatted(base);
    }
}
