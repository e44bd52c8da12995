package io.paideia.sandbox;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Notices;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import io.paideia.sandbox.http.Refused;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /_control/…}: the buyer's phone, the faults and the clock, for tests and demos on this
 * machine alone.
 */
final class ControlPlane {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LISTED_AT_MOST = 1000;

    private final Set<String> channels;
    private final Engine engine;
    private final Trades trades;
    private final Notices notices;
    private final Scenarios scenarios;
    private final Buyer buyer;
    private final VirtualClock clock;

    ControlPlane(Set<String> channels, Engine engine) {
        this.channels = channels;
        this.engine = engine;
        this.trades = engine.trades();
        this.notices = engine.notices();
        this.scenarios = engine.scenarios();
        this.buyer = engine.buyer();
        this.clock = engine.clock();
    }

    /** Every path with what answers there. */
    Map<String, Endpoint> routes() {
        return Map.of(
                "/_control/pay", local("POST", this::pay),
                "/_control/scenario", local("POST", this::scenario),
                "/_control/dispute", local("POST", this::dispute),
                "/_control/webhook", local("POST", this::webhook),
                "/_control/payouts", local("GET", this::payouts),
                "/_control/reset", local("POST", this::reset),
                "/_control/trades", local("GET", this::list),
                "/_control/clock", local("GET, POST", this::clock));
    }

    private static Endpoint local(String methods, Endpoint endpoint) {
        return exchange -> {
            if (!exchange.isLocal()) {
                throw new Refused(403, "the control plane serves this machine only");
            }
            if (!List.of(methods.split(", ", -1)).contains(exchange.method())) {
                throw exchange.methodRefused(methods);
            }
            endpoint.serve(exchange);
        };
    }

    private void pay(Exchange exchange) throws IOException {
        String reference = text(body(exchange, Set.of("reference")), "reference");
        Trade trade = trades.findAnywhere(reference).orElseThrow(() -> unknown(reference));
        switch (buyer.pay(trade.order().channel(), reference)) {
            case Buyer.Payment.Paid paid -> answer(exchange, TradeView.of(paid.trade(), notices));
            case Buyer.Payment.Refused refused ->
                    throw new Refused(
                            409,
                            "the order is closed or its time ran out: " + reference,
                            Map.of("trade", TradeView.of(refused.trade(), notices)));
            case Buyer.Payment.Unknown() -> throw unknown(reference);
        }
    }

    private void scenario(Exchange exchange) throws IOException {
        JsonNode body = body(exchange, Set.of("reference", "channel", "faults"));
        List<Fault> faults = ScenarioRequest.faults(body);
        if (body.has("reference")) {
            scenarios.forReference(text(body, "reference"), faults);
        } else {
            scenarios.forChannel(channel(body), faults);
        }
        List<String> names = faults.stream().map(fault -> fault.kind().wireName()).toList();
        answer(exchange, Map.of("faults", names));
    }

    /** The buyer's bank wants the money back, or has decided who keeps it. */
    private void dispute(Exchange exchange) throws IOException {
        JsonNode body = body(exchange, Set.of("reference", "reason", "amount", "outcome"));
        String reference = text(body, "reference");
        Trade trade = trades.findAnywhere(reference).orElseThrow(() -> unknown(reference));
        String outcome = body.path("outcome").asString("");
        Trade after =
                trades.decide(
                        trade.order().channel(),
                        reference,
                        stored -> {
                            Trade next = disputed(stored.orElseThrow(), body, outcome);
                            return Trades.Decision.change(next, next);
                        });
        Topic.Kind kind = outcome.isEmpty() ? Topic.Kind.DISPUTE_OPENED : Topic.Kind.DISPUTE_ENDED;
        String id = Objects.requireNonNull(after.dispute()).id();
        notices.announce(after, new Topic(kind, reference, id));
        answer(exchange, TradeView.of(after, notices));
    }

    private Trade disputed(Trade trade, JsonNode body, String outcome) {
        Dispute earlier = trade.dispute();
        if (outcome.isEmpty()) {
            if (trade.status() != Trade.Status.PAID || earlier != null) {
                throw new Refused(409, "only a paid trade can be disputed, and only once");
            }
            return trade.disputed(
                    new Dispute(
                            "dp_" + Long.toHexString(engine.random().nextLong()),
                            body.path("reason").asString("fraudulent"),
                            demanded(trade, body),
                            Dispute.Status.OPEN,
                            clock.instant(),
                            Map.of()));
        }
        if (earlier == null) {
            throw new Refused(409, "the trade is not disputed");
        }
        return trade.disputed(
                earlier.as(
                        switch (outcome) {
                            case "won" -> Dispute.Status.WON;
                            case "lost" -> Dispute.Status.LOST;
                            default -> throw new Refused(400, "outcome is won or lost");
                        }));
    }

    /** All that is left, unless the bank names another sum: it need not know of refunds. */
    private static Amount demanded(Trade trade, JsonNode body) {
        Amount left = trade.refundable();
        long minor = body.path("amount").asLong(left.minor());
        if (minor < 1 || minor > trade.order().amount().minor()) {
            throw new Refused(409, "nothing is left to dispute, or not so much was sold");
        }
        return new Amount(minor, left.currency());
    }

    /** Where a provider with one address for everything shall send its notices. */
    private void webhook(Exchange exchange) throws IOException {
        JsonNode body = body(exchange, Set.of("channel", "url"));
        String channel = channel(body);
        try {
            engine.webhooks().set(channel, URI.create(text(body, "url")));
        } catch (IllegalArgumentException malformed) {
            throw new Refused(400, "url is not an address");
        }
        answer(exchange, Map.of("channel", channel, "url", text(body, "url")));
    }

    private void payouts(Exchange exchange) throws IOException {
        answer(
                exchange,
                Map.of(
                        "data",
                        engine.payouts().all().limit(LISTED_AT_MOST).map(PayoutView::of).toList()));
    }

    private void reset(Exchange exchange) throws IOException {
        scenarios.clear();
        answer(exchange, Map.of("faults", List.of()));
    }

    private void list(Exchange exchange) throws IOException {
        String reference = exchange.query().get("reference");
        Stream<Trade> listed =
                reference == null
                        ? trades.newest(LISTED_AT_MOST).stream()
                        : trades.findAnywhere(reference).stream();
        answer(
                exchange,
                Map.of("data", listed.map(trade -> TradeView.of(trade, notices)).toList()));
    }

    private void clock(Exchange exchange) throws IOException {
        if (exchange.method().equals("POST")) {
            try {
                clock.advance(Duration.parse(text(body(exchange, Set.of("advance")), "advance")));
            } catch (DateTimeException malformed) {
                throw new Refused(400, "advance is an ISO 8601 duration such as PT4M");
            } catch (IllegalArgumentException | ArithmeticException tooFar) {
                throw new Refused(400, String.valueOf(tooFar.getMessage()));
            }
        }
        answer(exchange, Map.of("now", clock.instant(), "offset", clock.offset()));
    }

    private static JsonNode body(Exchange exchange, Set<String> members) throws IOException {
        JsonNode body;
        try {
            body = JSON.readTree(exchange.body());
        } catch (JacksonException malformed) {
            throw new Refused(400, "the body is not JSON");
        }
        if (!body.isObject()) {
            throw new Refused(400, "the body is not a JSON object");
        }
        for (String member : body.propertyNames()) {
            if (!members.contains(member)) {
                throw new Refused(
                        400, "unknown member: " + member, Map.of("known", List.copyOf(members)));
            }
        }
        return body;
    }

    private static String text(JsonNode body, String member) {
        JsonNode value = body.get(member);
        if (value == null || !value.isString() || value.asString().isBlank()) {
            throw new Refused(400, member + " is missing or not a text");
        }
        return value.asString();
    }

    private String channel(JsonNode body) {
        String channel = text(body, "channel");
        if (!channels.contains(channel)) {
            throw new Refused(
                    400, "unknown channel: " + channel, Map.of("known", List.copyOf(channels)));
        }
        return channel;
    }

    private static Refused unknown(String reference) {
        return new Refused(404, "no order with the reference " + reference);
    }

    private static void answer(Exchange exchange, Object body) throws IOException {
        exchange.answer(200, "application/json", JSON.writeValueAsString(body));
    }
}
