package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a card does when it is charged, by an API call, on Checkout's page or after 3-D Secure. */
final class Charging {

    static final String STEP_PATH = "/stripe/3ds/";

    private final Engine engine;
    private final Book book;

    Charging(Engine engine, Book book) {
        this.engine = engine;
        this.book = book;
    }

    /**
     * Charges the card, or asks for the step before it.
     *
     * @param means the PaymentMethod's id
     * @param returnUrl where the step leads back to, null if an app shows it
     * @throws ApiError if the bank refuses
     */
    Trade charge(Trade trade, TestCards.Card card, String means, @Nullable String returnUrl) {
        if (card.authenticates()) {
            String step = step(trade, returnUrl);
            return book.change(
                    trade, stored -> with(payable(stored), card, means).knowing(Shapes.STEP, step));
        }
        return ask(trade, card, means);
    }

    /** The buyer has proved to be the holder, or has not. */
    Trade authenticated(Trade trade, boolean proved) {
        TestCards.Card card = Shapes.cardOf(trade);
        String means = trade.fact(Shapes.MEANS).orElse("");
        if (proved) {
            return ask(trade, card, means);
        }
        ApiError failed =
                ApiError.of(
                        400,
                        "invalid_request_error",
                        "payment_intent_authentication_failure",
                        "The provided PaymentMethod has failed authentication. You can provide"
                            + " payment_method_data or a new PaymentMethod to attempt to fulfill"
                            + " this PaymentIntent again.");
        return refused(trade, card, means, failed);
    }

    /** Disputes come by themselves for the cards that are made for it. */
    void settled(Trade trade) {
        Shapes.cardOf(trade)
                .dispute()
                .filter(reason -> trade.status() == Trade.Status.PAID && trade.dispute() == null)
                .ifPresent(
                        reason ->
                                engine.notices()
                                        .later(
                                                engine.clock().instant(),
                                                () -> dispute(trade, reason)));
    }

    private Trade ask(Trade trade, TestCards.Card card, String means) {
        boolean fault =
                engine.scenarios()
                        .strike(
                                Fault.Kind.DECLINED,
                                Operation.CREATE,
                                StripeChannel.NAME,
                                trade.order().reference())
                        .isPresent();
        Optional<TestCards.Decline> decline =
                fault ? Optional.of(TestCards.Decline.GENERIC) : card.decline();
        if (decline.isPresent()) {
            ApiError error = ApiError.card(decline.get());
            Trade after = refused(trade, card, means, error);
            throw error.with(
                    body -> {
                        body.put("charge", Book.charge(after));
                        body.set("payment_intent", IntentShapes.intent(after, false));
                    });
        }
        Trade charged =
                book.change(
                        trade,
                        stored ->
                                with(payable(stored), card, means)
                                        .knowing(Shapes.STEP, "")
                                        .knowing(Shapes.ERROR, ""));
        if (engine.buyer().pay(StripeChannel.NAME, charged.order().reference())
                instanceof Buyer.Payment.Paid paid) {
            settled(paid.trade());
            return paid.trade();
        }
        return book.again(charged);
    }

    private Trade refused(Trade trade, TestCards.Card card, String means, ApiError error) {
        ObjectNode kept = error.error().deepCopy();
        kept.set("payment_method", Shapes.means(means, card, engine.clock().instant()));
        Trade after =
                book.change(
                        trade,
                        stored ->
                                with(payable(stored), card, means)
                                        .knowing(Shapes.STEP, "")
                                        .knowing(Shapes.ERROR, kept.toString())
                                        .knowing("tries", stored.fact("tries").orElse("") + "x"));
        engine.notices()
                .announce(
                        after,
                        new Topic(
                                Topic.Kind.DECLINED,
                                after.order().reference(),
                                "try " + after.fact("tries").orElse("").length()));
        return after;
    }

    /** A session's intent comes to be when the buyer first tries. */
    private Trade with(Trade trade, TestCards.Card card, String means) {
        Trade open = trade.opened(Book.newIntent(engine.random()), engine.clock().instant());
        return open.knowing(Shapes.CARD, card.name()).knowing(Shapes.MEANS, means);
    }

    private static Trade payable(Trade trade) {
        if (trade.status() != Trade.Status.ORDERED && trade.status() != Trade.Status.WAITING) {
            throw Intents.unexpected(trade, "confirm");
        }
        return trade;
    }

    private String step(Trade trade, @Nullable String returnUrl) {
        URI page = engine.base().get().resolve(STEP_PATH + trade.order().token());
        ObjectNode step = JsonNodeFactory.instance.objectNode();
        if (returnUrl == null) {
            step.put("type", "use_stripe_sdk");
            step.putObject("use_stripe_sdk")
                    .put("type", "three_d_secure_redirect")
                    .put("stripe_js", page.toString());
        } else {
            step.put("type", "redirect_to_url");
            step.putObject("redirect_to_url")
                    .put("return_url", returnUrl)
                    .put("url", page.toString());
        }
        return step.toString();
    }

    private void dispute(Trade trade, String reason) {
        Trade after =
                book.change(
                        trade,
                        stored ->
                                stored.disputed(
                                        new Dispute(
                                                "du_1" + Book.letters(22, engine.random()),
                                                reason,
                                                stored.refundable(),
                                                Dispute.Status.OPEN,
                                                engine.clock().instant(),
                                                Map.of())));
        Dispute opened = after.dispute();
        if (opened != null) {
            engine.notices()
                    .announce(
                            after,
                            new Topic(
                                    Topic.Kind.DISPUTE_OPENED,
                                    after.order().reference(),
                                    opened.id()));
        }
    }
}
