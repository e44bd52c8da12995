package io.paideia.interop.alipay;

import com.sun.net.httpserver.HttpServer;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sandbox of its own, a letter box for notices, and the buyer's phone. */
final class Scene implements AutoCloseable {

    private final BlockingQueue<Map<String, String>> notices = new LinkedBlockingQueue<>();
    private final HttpServer box;
    private final Sandbox sandbox;
    private final Map<String, String> credentials;

    Scene() {
        try {
            this.box =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        box.createContext(
                "/notify",
                exchange -> {
                    notices.add(
                            form(
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    byte[] answer = "success".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        box.start();
        this.sandbox = Sandbox.start(Path.of("target", "sandbox", reference()), 0);
        this.credentials = sandbox.credentials("alipay", notifyUrl());
    }

    static String reference() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }

    URI base() {
        return sandbox.baseUri();
    }

    URI notifyUrl() {
        return URI.create("http://127.0.0.1:" + box.getAddress().getPort() + "/notify");
    }

    String credential(String name) {
        return credentials.get(name);
    }

    /** A key without the lines around it, as the SDK wants it. */
    String bare(String name) {
        return credential(name).replaceAll("-----[A-Z ]+-----|\\s", "");
    }

    void pays(String reference) throws Exception {
        post("/_control/pay", "{\"reference\":\"" + reference + "\"}");
    }

    void post(String path, String body) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(base().resolve(path))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    Map<String, String> notice() throws InterruptedException {
        Map<String, String> next = notices.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no notice came");
        }
        return next;
    }

    @Override
    public void close() {
        sandbox.close();
        box.stop(0);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            fields.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }
}
