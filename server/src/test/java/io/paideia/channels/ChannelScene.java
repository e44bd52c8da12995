package io.paideia.channels;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One channel against the sandbox over HTTP, without a server: an account opened from the sandbox's
 * credentials, a letter box for its notices, and the buyer's phone. Each scene has a letter box of
 * its own; the sandbox is one for the process.
 */
public final class ChannelScene implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final class Providers {
        static final Path FOLDER =
                Path.of("target", "channel-sandbox", "" + ProcessHandle.current().pid());
        static final Sandbox SANDBOX = Sandbox.start(FOLDER, 0);
    }

    private final HttpServer box;
    private final Channel channel;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    /** A notice and what the channel made of it. */
    public record Received(RawNotice raw, NoticeReading reading) {}

    /**
     * @param protocol of the provider's folder
     * @param further settings beside, or instead of, the sandbox's credentials
     */
    public <S> ChannelScene(Protocol<S> protocol, Map<String, String> further) {
        this.box = start();
        String name = protocol.name();
        URI notify =
                URI.create(
                        "http://127.0.0.1:" + box.getAddress().getPort() + "/" + name + "/notify");
        post("/_control/webhook", Map.of("channel", name, "url", notify.toString()));
        Map<String, String> settings = new HashMap<>(Providers.SANDBOX.credentials(name, notify));
        settings.put("timeout", "1500ms");
        settings.putAll(further);
        Map<String, String> section = new HashMap<>();
        settings.forEach((key, value) -> section.put("account." + key, value));
        this.channel =
                protocol.open(
                        name,
                        new Binder(new MapConfigurationPropertySource(section))
                                .bind("account", Bindable.of(protocol.settings()))
                                .get());
        box.createContext("/" + name + "/notify", this::take);
    }

    public Channel channel() {
        return channel;
    }

    public Sandbox sandbox() {
        return Providers.SANDBOX;
    }

    /** An order for half an hour, with a reference of its own. */
    public static Charge charge(String method, Money amount) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Charge(
                reference(),
                method,
                amount,
                "Stoic ethics, 斯多葛",
                "http://127.0.0.1:9/back",
                now,
                now.plusSeconds(1800).truncatedTo(ChronoUnit.SECONDS),
                null,
                Charge.Taking.AT_ONCE);
    }

    /** 26 letters and digits that nobody used yet. */
    public static String reference() {
        return TypeId.format("a", TypeId.next()).substring(2);
    }

    /** The buyer pays, or agrees to. */
    public JsonNode pays(String reference) {
        return post("/_control/pay", Map.of("reference", reference));
    }

    /** What goes wrong with this reference from now on; names, or maps with a name. */
    public void meets(String reference, Object... faults) {
        post("/_control/scenario", Map.of("reference", reference, "faults", List.of(faults)));
    }

    public void advance(Duration step) {
        post("/_control/clock", Map.of("advance", step.toString()));
    }

    /** A trade as the sandbox's own books have it. */
    public JsonNode trade(String reference) {
        return call(request("/_control/trades?reference=" + reference).GET()).at("/data/0");
    }

    /** The next notice that arrives; fails if none comes in time. */
    public Received notice() throws InterruptedException {
        Received next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no notice in " + PATIENCE);
        }
        return next;
    }

    public JsonNode post(String path, Object body) {
        return call(
                request(path)
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    @Override
    public void close() {
        box.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) ->
                                    headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            RawNotice raw =
                    new RawNotice(
                            channel.name(),
                            headers,
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            NoticeReading reading = channel.read(raw);
            Channel.Acknowledgement answer =
                    channel.acknowledge(
                            reading instanceof NoticeReading.Refused
                                    ? Channel.NoticeVerdict.REFUSED
                                    : Channel.NoticeVerdict.TAKEN);
            received.add(new Received(raw, reading));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(Providers.SANDBOX.baseUri().resolve(path))
                .header("Content-Type", "application/json");
    }

    private static JsonNode call(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a switch over an answer found instead of what was expected. */
    public static <T> T expect(Class<T> type, @Nullable Object answer) {
        if (!type.isInstance(answer)) {
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + answer);
        }
        return type.cast(answer);
    }
}
