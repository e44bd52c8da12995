package io.paideia.sandbox;

import io.paideia.sandbox.alipay.Alipay;
import io.paideia.sandbox.engine.Buyer;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Journal;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Notices;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.HttpServer;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The payment providers' stand-in, listening on 127.0.0.1. A folder belongs to one running sandbox
 * at a time; what happened in it survives the process, however it ended. Safe for all threads.
 */
public final class Sandbox implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicInteger port = new AtomicInteger();
    private final Alipay alipay;

    private Sandbox(Path folder, int wantedPort) {
        RandomGenerator random = new SecureRandom();
        try {
            Files.createDirectories(folder);
            opened(FolderLock.take(folder));
            this.alipay = new Alipay(new KeyFiles(folder.resolve("keys")), random);
            port.set(wantedPort);
            HttpServer server = assemble(folder, wantedPort);
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

    /** What to configure at the merchant. The same at every start from the same folder. */
    public AlipayCredentials alipay() {
        return new AlipayCredentials(
                alipay.appId(),
                alipay.sellerId(),
                alipay.appPrivateKeyPem(),
                alipay.alipayPublicKeyPem(),
                baseUri().resolve(Alipay.PATH));
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

    private HttpServer assemble(Path folder, int wantedPort) {
        Journal journal = opened(Journal.open(folder.resolve("journal.jsonl")));
        VirtualClock clock = new VirtualClock(InstantSource.system(), journal);
        Trades trades = new Trades(clock, journal);
        Scenarios scenarios = new Scenarios();
        Map<String, Channel> channels = Map.of(alipay.channel().name(), alipay.channel());
        Notices notices =
                opened(
                        new Notices(
                                List.copyOf(channels.values()), trades, scenarios, clock, journal));
        Buyer buyer = new Buyer(channels, trades, notices, clock);
        journal.compacted();

        Map<String, Endpoint> routes =
                new HashMap<>(
                        new ControlPlane(
                                        channels.keySet(), trades, notices, scenarios, buyer, clock)
                                .routes());
        routes.put(Alipay.PATH, alipay.gateway(trades, scenarios, buyer, clock, this::cashier));
        routes.put(Cashier.PATH, new Cashier(channels, trades, buyer, clock));
        routes.put("/_health", exchange -> exchange.answer(200, "text/plain;charset=utf-8", "ok"));
        routes.put("/", new HomePage(trades, clock, this::baseUri));
        // Before anyone can pay anew, so that no payment is announced twice.
        notices.resume();
        return opened(HttpServer.start(wantedPort, folder.resolve("http"), routes));
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
