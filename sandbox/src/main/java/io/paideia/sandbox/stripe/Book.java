package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Finds trades by Stripe's names. An intent, its charge and its refunds share the middle of their
 * names, as they do at Stripe, so that one leads to the others.
 */
final class Book {

    private static final String LETTERS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String INTENT = "pi_3";
    private static final String CHARGE = "ch_3";
    private static final String REFUND = "re_3";
    private static final String SESSION = "cs_test_";
    private static final int MIDDLE = 22;

    private final Engine engine;

    Book(Engine engine) {
        this.engine = engine;
    }

    static String newIntent(RandomGenerator random) {
        return INTENT + letters(MIDDLE, random);
    }

    static String letters(int count, RandomGenerator random) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    static String intent(Trade trade) {
        return trade.tradeNumber().orElse("");
    }

    static String charge(Trade trade) {
        return CHARGE + middle(trade);
    }

    /** A name for the trade's next refund. */
    static String refund(Trade trade) {
        return REFUND + middle(trade) + String.format("%03d", trade.refunds().size() + 1);
    }

    static String transaction(Trade trade, String what) {
        return "txn_3" + middle(trade) + what;
    }

    static String session(Trade trade) {
        return SESSION + trade.order().token();
    }

    Trade byIntent(String id) {
        return engine.trades()
                .findByNumber(StripeChannel.NAME, id)
                .orElseThrow(() -> ApiError.missing("payment_intent", id));
    }

    Trade byCharge(String id) {
        return named(id, CHARGE).orElseThrow(() -> ApiError.missing("charge", id));
    }

    Trade bySession(String id) {
        return (id.startsWith(SESSION)
                        ? engine.trades().findByToken(id.substring(SESSION.length()))
                        : Optional.<Trade>empty())
                .filter(trade -> trade.order().detail("kind").orElse("").equals("session"))
                .orElseThrow(() -> ApiError.missing("checkout.session", id));
    }

    Trade byRefund(String id) {
        return named(id, REFUND)
                .filter(trade -> refund(trade, id).isPresent())
                .orElseThrow(() -> ApiError.missing("refund", id));
    }

    static Optional<Refund> refund(Trade trade, String id) {
        return trade.refunds().stream().filter(refund -> refund.number().equals(id)).findFirst();
    }

    /** Disputes are rare, so a walk through all trades will do. */
    Trade byDispute(String id) {
        return engine.trades()
                .all()
                .filter(trade -> trade.order().channel().equals(StripeChannel.NAME))
                .filter(trade -> trade.dispute() != null && trade.dispute().id().equals(id))
                .findFirst()
                .orElseThrow(() -> ApiError.missing("dispute", id));
    }

    /** Changes the trade as it stands now; the change may throw an {@link ApiError}. */
    Trade change(Trade trade, UnaryOperator<Trade> change) {
        return engine.trades()
                .decide(
                        StripeChannel.NAME,
                        trade.order().reference(),
                        stored -> {
                            Trade next = change.apply(stored.orElseThrow());
                            return Decision.change(next, next);
                        });
    }

    Trade again(Trade trade) {
        return engine.trades().find(StripeChannel.NAME, trade.order().reference()).orElse(trade);
    }

    private Optional<Trade> named(String id, String prefix) {
        return id.startsWith(prefix) && id.length() >= prefix.length() + MIDDLE
                ? engine.trades()
                        .findByNumber(
                                StripeChannel.NAME,
                                INTENT + id.substring(prefix.length(), prefix.length() + MIDDLE))
                : Optional.empty();
    }

    private static String middle(Trade trade) {
        return intent(trade).substring(INTENT.length());
    }
}
