package io.paideia.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A running sandbox, a shop and its letter box. Orders are for 99.00 CNY if nothing else is said.
 */
final class Scene implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Path KEYS = keys();

    final Path folder;
    final NoticeBox box;
    Sandbox sandbox;
    Merchant shop;
    Control control;

    Scene(Path folder) throws IOException {
        this.folder = folder;
        // Making keys takes a second, and every test may use the same.
        Path own = Files.createDirectories(folder.resolve("keys"));
        try (Stream<Path> made = Files.list(KEYS)) {
            for (Path key : made.toList()) {
                Files.copy(key, own.resolve(key.getFileName()));
            }
        }
        box = new NoticeBox();
        sandbox = Sandbox.start(folder, 0);
        shop = new Merchant(sandbox.credentials("alipay", URI.create(box.address())));
        control = new Control(sandbox.baseUri(), shop);
    }

    void restart() {
        sandbox.close();
        start();
    }

    void start() {
        sandbox = Sandbox.start(folder, 0);
        shop = new Merchant(sandbox.credentials("alipay", URI.create(box.address())));
        control = new Control(sandbox.baseUri(), shop);
    }

    /** One of Alipay's settings. */
    String credential(String name) {
        return Objects.requireNonNull(
                sandbox.credentials("alipay", URI.create(box.address())).get(name));
    }

    static String newReference() {
        return "att_" + NUMBERS.incrementAndGet();
    }

    Map<String, Object> order(String reference) {
        return new HashMap<>(
                Map.of(
                        "out_trade_no",
                        reference,
                        "total_amount",
                        "99.00",
                        "subject",
                        "哲学入门 & more"));
    }

    JsonNode precreate(String reference) {
        return shop.call(
                "alipay.trade.precreate", order(reference), Map.of("notify_url", box.address()));
    }

    /** An order that is precreated and paid; its notice is on its way. */
    String paid() {
        String reference = newReference();
        precreate(reference);
        control.pay(reference);
        return reference;
    }

    JsonNode query(String reference) {
        return shop.call("alipay.trade.query", Map.of("out_trade_no", reference));
    }

    JsonNode refund(String reference, String number, String amount) {
        return shop.call(
                "alipay.trade.refund",
                Map.of(
                        "out_trade_no",
                        reference,
                        "out_request_no",
                        number,
                        "refund_amount",
                        amount));
    }

    @Override
    public void close() {
        sandbox.close();
        box.close();
    }

    private static Path keys() {
        try {
            Path folder = Files.createTempDirectory("sandbox-keys");
            Sandbox.start(folder, 0).close();
            return folder.resolve("keys");
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
