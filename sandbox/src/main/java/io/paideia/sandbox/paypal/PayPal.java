package io.paideia.sandbox.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.http.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The whole of PayPal: its channel, its interface, and what a merchant configures. */
public final class PayPal implements Provider {

    /** Where the interface answers. */
    static final String PATH = "/paypal";

    private final Account account;
    private final Seal seal;
    private final PayPalChannel channel;
    private final RandomGenerator random;

    public PayPal(KeyFiles keys, RandomGenerator random) {
        this.seal = new Seal(keys);
        this.account =
                new Account(
                        "paideia-sandbox-client",
                        UUID.nameUUIDFromBytes("paideia-sandbox-secret".getBytes(UTF_8)).toString(),
                        "PAYD5ANDB2XAA",
                        "1HE90801975891415");
        this.channel = new PayPalChannel(account, seal, random);
        this.random = random;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        channel.settle(new Running(engine));
        Book book = new Book(engine.trades(), random);
        View view = new View(engine.base(), account.merchantId(), amount -> amount);
        Orders orders = new Orders(engine, book, view);
        Payments payments = new Payments(engine, book, view, orders);
        Sending sending = new Sending(engine, book, engine.base());
        resume(book, payments, sending);
        return Map.of(
                PATH + "/",
                new Gateway(
                        engine,
                        book,
                        new Tokens(account, engine.clock(), random),
                        seal,
                        orders,
                        payments,
                        sending,
                        new Reports(engine, book, account),
                        new Disputing(engine, book, view)));
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        Map<String, String> credentials = new HashMap<>();
        credentials.put("client-id", account.clientId());
        credentials.put("secret", account.secret());
        credentials.put("merchant-id", account.merchantId());
        credentials.put("webhook-id", account.webhookId());
        credentials.put("gateway", base + PATH);
        credentials.put("certificate-hosts", base.getHost());
        credentials.put("trust-root", seal.rootPem());
        return credentials;
    }

    /** Goes on with what a restart interrupted. */
    private static void resume(Book book, Payments payments, Sending sending) {
        book.all()
                .forEach(
                        trade ->
                                trade.refunds().stream()
                                        .filter(refund -> refund.status() == Refund.Status.PENDING)
                                        .forEach(refund -> payments.endLater(trade, refund)));
        sending.resume();
    }

    private record Running(Engine engine) implements PayPalChannel.Surroundings {

        @Override
        public URI base() {
            return engine.base().get();
        }

        @Override
        public Optional<URI> webhook() {
            return engine.webhooks().of(PayPalChannel.NAME);
        }

        @Override
        public Duration ahead() {
            return engine.clock().offset();
        }

        @Override
        public boolean rotated(String reference) {
            return engine.scenarios()
                    .on(Fault.Kind.ROTATED_CERTIFICATE, PayPalChannel.NAME, reference)
                    .isPresent();
        }
    }
}
