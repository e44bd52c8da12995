package io.paideia.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A platform's server: keeps what it is told and answers as the test wants. */
final class Receiver implements AutoCloseable {

    /** One request as it came. */
    record Told(String path, HttpHeaders headers, String body) {

        String id() {
            return headers.firstValue("webhook-id").orElseThrow();
        }
    }

    /** How a test's receiver answers. */
    @FunctionalInterface
    interface Behaviour {
        int answer(Told told) throws Exception;
    }

    final List<Told> told = new CopyOnWriteArrayList<>();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final HttpServer server;
    private volatile Behaviour behaviour = told -> 204;
    private volatile String words = "";

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start() throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        Receiver receiver = new Receiver(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", receiver::handle);
        server.start();
        return receiver;
    }

    Receiver answering(Behaviour wanted) {
        behaviour = wanted;
        return this;
    }

    void saying(String wanted) {
        words = wanted;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<String> bodies() {
        return told.stream().map(Told::body).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            Told request =
                    new Told(
                            exchange.getRequestURI().getPath(),
                            HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true),
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            told.add(request);
            int status = behaviour.answer(request);
            byte[] body =
                    (words.isEmpty() ? "answer " + status : words).getBytes(StandardCharsets.UTF_8);
            if (status == 302) {
                exchange.getResponseHeaders().set("Location", url("/elsewhere"));
            }
            if (status == 204) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            atOnce.decrementAndGet();
        }
    }
}
