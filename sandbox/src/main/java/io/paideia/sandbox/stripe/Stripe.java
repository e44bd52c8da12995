package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of Stripe. Its keys say that they are the sandbox's; nothing at the real Stripe opens
 * by them.
 */
public final class Stripe implements Provider {

    private static final String API_KEY = "sk_test_paideia_sandbox";
    private static final String PUBLISHABLE_KEY = "pk_test_paideia_sandbox";
    private static final String WEBHOOK_SECRET = "whsec_paideia_sandbox";

    private final StripeChannel channel;

    public Stripe(RandomGenerator random) {
        this.channel = new StripeChannel(WEBHOOK_SECRET, random);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        channel.joins(engine);
        Book book = new Book(engine);
        Charging charging = new Charging(engine, book);
        Intents intents = new Intents(engine, book, charging);
        Sessions sessions = new Sessions(engine, book, intents);
        Verbs verbs =
                new Verbs(
                        engine,
                        book,
                        intents,
                        sessions,
                        new Refunding(engine, book),
                        new Disputing(engine, book),
                        new Balance(engine));
        CardPages pages = new CardPages(engine, book, charging, sessions);
        return Map.of(Gateway.PATH, new Gateway(API_KEY, engine, verbs, pages));
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "api-key", API_KEY,
                "publishable-key", PUBLISHABLE_KEY,
                "webhook-secrets", WEBHOOK_SECRET,
                "base", base.resolve("/stripe").toString());
    }
}
