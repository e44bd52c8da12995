package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.security.KeyPair;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of Alipay: its channel for the engine, its endpoint for the server, and what a merchant
 * must configure. The merchant's private key is made here too, as the console of the real Alipay
 * would not do, so that a demo needs no ceremony.
 */
public final class Alipay implements Provider {

    /** Where the gateway answers. */
    private static final String PATH = "/alipay/gateway.do";

    private static final String APP_ID = "2021000000000001";
    private static final String SELLER_ID = "2088000000000001";

    private final KeyPair app;
    private final KeyPair alipay;
    private final Account account;
    private final AlipayChannel channel;
    private final RandomGenerator random;

    public Alipay(KeyFiles keys, RandomGenerator random) {
        this.app = keys.rsa("alipay-app");
        this.alipay = keys.rsa("alipay-gateway");
        this.account = new Account(APP_ID, SELLER_ID, alipay.getPrivate(), app.getPublic());
        this.channel = new AlipayChannel(account, random);
        this.random = random;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        Book book = new Book(engine.trades());
        return Map.of(
                PATH,
                new AlipayGateway(
                        account,
                        book,
                        new Ordering(book, engine.clock(), random, engine.cashier()),
                        new Querying(book, engine.scenarios(), engine.clock()),
                        new Closing(book, engine.clock()),
                        new Refunding(book, engine.clock()),
                        engine.scenarios(),
                        engine.buyer()));
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "app-id", account.appId(),
                "seller-id", account.sellerId(),
                "private-key", KeyFiles.privatePem(app),
                "public-key", KeyFiles.publicPem(alipay),
                "gateway", base.resolve(PATH).toString(),
                "notify-url", notify.toString());
    }
}
