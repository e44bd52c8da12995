package io.paideia.channels;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to a provider: one pool of connections, HTTP/1.1, no redirects, a bounded answer. It tells
 * apart what surely never left from what nobody knows. Thread-safe; blocks its caller.
 */
public final class Wire {

    /** No provider's answer to a call comes near this; bills are read by {@link #download}. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /** Of what is downloaded, packed as it is. */
    private static final long MOST_DOWNLOADED = 1L << 30;

    private final String provider;
    private final Duration timeout;
    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(3))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    /**
     * @param provider its name for messages
     * @param timeout how long an answer may take before the outcome counts as unknown
     */
    public Wire(String provider, Duration timeout) {
        this(provider, timeout, Duration.ofMinutes(15));
    }

    /**
     * @param patience how long a download may take as a whole
     */
    Wire(String provider, Duration timeout, Duration patience) {
        this.provider = provider;
        this.timeout = timeout;
        this.patience = patience;
    }

    /** What came back. */
    public sealed interface Reply {

        /** An answer of whatever status. */
        record Answered(HttpResponse<byte[]> response) implements Reply {

            public int status() {
                return response.statusCode();
            }

            public String body() {
                return new String(response.body(), StandardCharsets.UTF_8);
            }

            /** The header's first value, or an empty text. */
            public String header(String name) {
                return response.headers().firstValue(name).orElse("");
            }
        }

        /** The request surely never reached the provider. */
        record NotSent(String why) implements Reply {}

        /** It may have. */
        record NoAnswer(String why) implements Reply {}
    }

    /** Closes downloads that take too long; closing a body makes its reader fail. */
    private static final ScheduledExecutorService LATE = late();

    private static ScheduledExecutorService late() {
        ScheduledThreadPoolExecutor late =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("downloads").factory());
        late.setRemoveOnCancelPolicy(true);
        return late;
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException nothingIsLost) {
            // Its reader fails all the same.
        }
    }

    /** Reads a large answer. */
    public interface Reading<T> {
        T read(int status, InputStream body) throws IOException;
    }

    public Reply send(HttpRequest.Builder request) {
        return send(request, MOST_BYTES);
    }

    /** The same where an answer may be large, such as a bank's statement of a day. */
    public Reply send(HttpRequest.Builder request, int mostBytes) {
        // The request's own time-out ends with the answer's header; this one covers its body too.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        request.timeout(timeout).build(),
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), mostBytes));
        try {
            return new Reply.Answered(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            answer.cancel(true);
            return new Reply.NoAnswer("No complete answer of " + provider + " in " + timeout);
        } catch (ExecutionException failed) {
            return unsent(failed.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.NoAnswer("Interrupted while waiting for " + provider);
        }
    }

    private Reply unsent(@Nullable Throwable cause) {
        return switch (cause) {
            case ConnectException e -> new Reply.NotSent(provider + " cannot be reached");
            case HttpConnectTimeoutException e ->
                    new Reply.NotSent(provider + " cannot be reached");
            case UnresolvedAddressException e -> new Reply.NotSent(provider + " cannot be reached");
            case IOException e ->
                    new Reply.NoAnswer(
                            e.getClass().getSimpleName() + " while waiting for " + provider);
            case null, default -> throw new IllegalStateException("Cannot call " + provider, cause);
        };
    }

    /**
     * Reads an answer as a stream, for bills: a gigabyte at most, and within a quarter of an hour,
     * however slowly it comes.
     *
     * @throws IOException if there is none or it breaks off
     */
    public <T> T download(HttpRequest.Builder request, Reading<T> reading) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            request.timeout(timeout).build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofInputStream(), MOST_DOWNLOADED));
            try (InputStream body = response.body()) {
                ScheduledFuture<?> late =
                        LATE.schedule(
                                () -> close(body), patience.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    return reading.read(response.statusCode(), body);
                } finally {
                    late.cancel(false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + provider, e);
        }
    }
}
