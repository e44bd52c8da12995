package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.Trades.Decision;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PayPal's trades, found by any of PayPal's own names: of the order, the authorization, the
 * capture, a refund or a dispute. Safe for all threads.
 */
final class Book {

    static final String AUTHORIZATION = "authorization";
    static final String CAPTURE = "capture";
    static final String VOIDED = "voided";

    private static final String ALPHABET = "ABCDEFGHJKLMNPRSTUVWXY0123456789";

    private final Trades trades;
    private final RandomGenerator random;
    private final Map<String, String> references = new ConcurrentHashMap<>();

    Book(Trades trades, RandomGenerator random) {
        this.trades = trades;
        this.random = random;
    }

    /** A name as PayPal gives them: 17 letters and digits. */
    static String newId(RandomGenerator random) {
        return random.ints(17, 0, ALPHABET.length())
                .mapToObj(index -> String.valueOf(ALPHABET.charAt(index)))
                .collect(Collectors.joining());
    }

    String newId() {
        return newId(random);
    }

    Stream<Trade> all() {
        return trades.all().filter(trade -> trade.order().channel().equals(PayPalChannel.NAME));
    }

    Optional<Trade> named(String reference) {
        return trades.find(PayPalChannel.NAME, reference);
    }

    /** The trade that one of PayPal's names belongs to. */
    Optional<Trade> of(String id) {
        String known = references.get(id);
        Optional<Trade> found =
                known == null
                        ? all().filter(trade -> names(trade).anyMatch(id::equals)).findFirst()
                        : named(known);
        found.ifPresent(trade -> references.put(id, trade.order().reference()));
        return found;
    }

    /** Lets the rule decide about the trade of that name while it is locked. */
    Answer decide(String id, Function<Trade, Decision<Answer>> rule) {
        return of(id).map(trade -> trade.order().reference())
                .map(
                        reference ->
                                trades.<Answer>decide(
                                        PayPalChannel.NAME,
                                        reference,
                                        stored -> rule.apply(stored.orElseThrow())))
                .orElseGet(Answer::notFound);
    }

    Answer decideNew(String reference, Function<Optional<Trade>, Decision<Answer>> rule) {
        return trades.decide(PayPalChannel.NAME, reference, rule);
    }

    /** PayPal's name of a dispute. */
    static String disputeId(Dispute dispute) {
        return "PP-D-" + dispute.id().replace("dp_", "").toUpperCase(Locale.ROOT);
    }

    private static Stream<String> names(Trade trade) {
        return Stream.of(
                        trade.tradeNumber().stream(),
                        trade.fact(AUTHORIZATION).stream(),
                        trade.fact(CAPTURE).stream(),
                        trade.refunds().stream().map(Refund::number),
                        Optional.ofNullable(trade.dispute()).map(Book::disputeId).stream())
                .flatMap(Function.identity());
    }
}
