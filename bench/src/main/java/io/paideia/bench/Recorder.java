package io.paideia.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Stands between an adapter and the sandbox. It either passes calls on, or keeps them, answers 503
 * and hands them out as requests to the sandbox: the same bytes, signed as they were, and not sent
 * yet.
 */
final class Recorder implements AutoCloseable {

    /** These the client writes itself. */
    private static final Set<String> CLIENTS =
            Set.of("host", "connection", "content-length", "upgrade", "http2-settings");

    private final URI sandbox;
    private final HttpServer server;
    private final HttpClient client;
    private final BlockingQueue<HttpRequest> kept = new LinkedBlockingQueue<>();
    private volatile boolean keeping;

    Recorder(URI sandbox, HttpClient client) throws IOException {
        this.sandbox = sandbox;
        this.client = client;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The one request that this call makes. */
    HttpRequest keep(Runnable call) {
        keeping = true;
        try {
            call.run();
        } finally {
            keeping = false;
        }
        HttpRequest request = kept.poll();
        if (request == null || !kept.isEmpty()) {
            throw new IllegalStateException("The adapter made no call, or several");
        }
        return request;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = request(exchange);
            if (keeping) {
                kept.add(request);
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            HttpResponse<byte[]> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach(exchange.getResponseHeaders()::put);
            exchange.getResponseHeaders().remove("Content-Length");
            exchange.sendResponseHeaders(
                    answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(sandbox + exchange.getRequestURI().toString()))
                        .method(
                                exchange.getRequestMethod(),
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (String name, List<String> values) -> {
                            if (!CLIENTS.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        return request.build();
    }
}
