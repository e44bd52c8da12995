package io.paideia.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The shop's address for notices: it keeps what comes and answers what it is told to. */
final class NoticeBox implements AutoCloseable {

    private final List<Map<String, String>> received = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger status = new AtomicInteger(200);
    private final HttpServer server;
    private volatile String answer = "success";

    NoticeBox() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/notify";
    }

    List<Map<String, String>> received() {
        return received;
    }

    List<String> contentTypes() {
        return contentTypes;
    }

    void answer(int code, String body) {
        status.set(code);
        answer = body;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String pair :
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                fields.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
            // Before the test hears of the notice, and changes the next one's answer.
            byte[] body = answer.getBytes(UTF_8);
            int code = status.get();
            contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            received.add(fields);
            if (code == 302) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
