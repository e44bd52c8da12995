package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.security.KeyPair;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The whole of Alipay: its channel for the engine, its endpoint for the server, and what a merchant
 * must configure. The merchant's private key is made here too, as the console of the real Alipay
 * would not do, so that a demo needs no ceremony.
 */
public final class Alipay {

    /** Where the gateway answers. */
    public static final String PATH = "/alipay/gateway.do";

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

    public Channel channel() {
        return channel;
    }

    /** The gateway; the function tells the address of the cashier's page for an order's token. */
    public Endpoint gateway(
            Trades trades,
            Scenarios scenarios,
            Buyer buyer,
            VirtualClock clock,
            Function<String, URI> cashier) {
        Book book = new Book(trades);
        return new AlipayGateway(
                account,
                book,
                new Ordering(book, clock, random, cashier),
                new Querying(book, scenarios, clock),
                new Closing(book, clock),
                new Refunding(book, clock),
                scenarios,
                buyer);
    }

    public String appId() {
        return account.appId();
    }

    public String sellerId() {
        return account.sellerId();
    }

    public String appPrivateKeyPem() {
        return KeyFiles.privatePem(app);
    }

    public String alipayPublicKeyPem() {
        return KeyFiles.publicPem(alipay);
    }
}
