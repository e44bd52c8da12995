package io.paideia.sandbox;

import io.paideia.sandbox.alipay.Alipay;
import io.paideia.sandbox.bank.Bank;
import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Journal;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Notices;
import io.paideia.sandbox.engine.Payouts;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.engine.Webhooks;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.HttpServer;
import io.paideia.sandbox.paypal.PayPal;
import io.paideia.sandbox.stripe.Stripe;
import io.paideia.sandbox.unionpay.UnionPay;
import io.paideia.sandbox.wechat.Wechat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The payment providers' stand-in, listening on 127.0.0.1. A folder belongs to one running sandbox
 * at a time; what happened in it survives the process, however it ended. Safe for all threads.
 */
public final class Sandbox implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicInteger port = new AtomicInteger();
    private final List<Provider> providers;
    private @Nullable Webhooks webhooks;

    private Sandbox(Path folder, int wantedPort) {
        RandomGenerator random = new SecureRandom();
        try {
            Files.createDirectories(folder);
            opened(FolderLock.take(folder));
            this.providers = providers(new KeyFiles(folder.resolve("keys")), random);
            port.set(wantedPort);
            HttpServer server = assemble(folder, wantedPort, random);
            port.set(server.port());
        } catch (IOException failed) {
            close();
            throw new UncheckedIOException("cannot use the folder " + folder, failed);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts on the port, or on a free one if it is 0.
     *
     * @throws IllegalStateException if the port is taken or another sandbox uses the folder
     */
    public static Sandbox start(Path dataFolder, int port) {
        return new Sandbox(dataFolder, port);
    }

    public int port() {
        return port.get();
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Everybody who is here; the one line that a new provider adds. */
    private static List<Provider> providers(KeyFiles keys, RandomGenerator random) {
        return List.of(
                new Alipay(keys, random),
                new Wechat(keys, random),
                new UnionPay(keys, random),
                new PayPal(keys, random),
                new Stripe(random),
                new Bank(keys, random));
    }

    /** The names of the providers. */
    public List<String> channels() {
        return providers.stream().map(provider -> provider.channel().name()).toList();
    }

    /**
     * What to configure at the merchant for one provider. The same at every start from the same
     * folder.
     *
     * @param notify where the merchant hears of payments
     */
    public Map<String, String> credentials(String channel, URI notify) {
        return providers.stream()
                .filter(provider -> provider.channel().name().equals(channel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such provider: " + channel))
                .credentials(baseUri(), notify);
    }

    /**
     * All of it as settings of a Paideia server that listens there. Providers that have one address
     * for all notices are told it.
     */
    public Map<String, String> settingsFor(URI server) {
        Map<String, String> settings = new TreeMap<>();
        for (String channel : channels()) {
            URI notify = server.resolve("/channels/" + channel + "/notify");
            webhooks().set(channel, notify);
            credentials(channel, notify)
                    .forEach(
                            (name, value) ->
                                    settings.put(
                                            "paideia.channels." + channel + "." + name, value));
        }
        return settings;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                throw new IllegalStateException("the sandbox did not stop", failed);
            }
        }
    }

    private HttpServer assemble(Path folder, int wantedPort, RandomGenerator random) {
        Journal journal = opened(Journal.open(folder.resolve("journal-2.jsonl")));
        VirtualClock clock = new VirtualClock(InstantSource.system(), journal);
        Trades trades = new Trades(clock, journal);
        Payouts payouts = new Payouts(journal);
        Webhooks addresses = new Webhooks(journal);
        this.webhooks = addresses;
        Scenarios scenarios = new Scenarios();
        Map<String, Channel> channels =
                providers.stream()
                        .map(Provider::channel)
                        .collect(Collectors.toMap(Channel::name, Function.identity()));
        Notices notices =
                opened(
                        new Notices(
                                List.copyOf(channels.values()),
                                trades,
                                payouts,
                                scenarios,
                                clock,
                                journal));
        Buyer buyer = new Buyer(channels, trades, notices, clock);
        journal.compacted();

        Engine engine =
                new Engine(
                        trades,
                        payouts,
                        notices,
                        scenarios,
                        buyer,
                        addresses,
                        clock,
                        random,
                        this::cashier,
                        this::baseUri);
        Map<String, Endpoint> routes =
                new HashMap<>(new ControlPlane(channels.keySet(), engine).routes());
        providers.forEach(provider -> routes.putAll(provider.routes(engine)));
        routes.put(Cashier.PATH, new Cashier(channels, trades, buyer, clock));
        routes.put("/_health", exchange -> exchange.answer(200, "text/plain;charset=utf-8", "ok"));
        routes.put("/", new HomePage(trades, clock, this::baseUri));
        // Before anyone can pay anew, so that no payment is announced twice.
        notices.resume();
        return opened(HttpServer.start(wantedPort, folder.resolve("http"), routes));
    }

    private Webhooks webhooks() {
        return Objects.requireNonNull(webhooks);
    }

    private URI cashier(String token) {
        return baseUri().resolve(Cashier.PATH + token);
    }

    /** Remembers the part, so that it is closed, the last one first. */
    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }
}
