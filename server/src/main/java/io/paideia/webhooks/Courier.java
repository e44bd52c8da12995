package io.paideia.webhooks;

import io.paideia.webhooks.Answer.Answered;
import io.paideia.webhooks.Answer.Unanswered;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt over HTTP. It follows no redirect, waits no longer than the timeout for the
 * whole answer, and keeps its connections. Thread-safe; {@link #post} blocks.
 */
final class Courier implements AutoCloseable {

    private final HttpClient client;
    private final Destinations destinations;
    private final Duration timeout;
    private final InstantSource clock;

    Courier(Destinations destinations, Duration timeout, InstantSource clock) {
        this.destinations = destinations;
        this.timeout = timeout;
        this.clock = clock;
        // HTTP/1.1: a receiver's limit of streams would otherwise fail attempts that only came
        // together.
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeout)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    /** Sends, and says what came of it; a failure on the way is an answer too. */
    Answer post(ClaimedDelivery delivery) throws InterruptedException {
        Optional<String> refusal = destinations.refusal(delivery.url());
        if (refusal.isPresent()) {
            return new Unanswered("The URL " + refusal.get());
        }
        CompletableFuture<HttpResponse<String>> exchange =
                client.sendAsync(request(delivery), response -> new Excerpt());
        try {
            return answered(exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Unanswered("No answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Unanswered(told(e.getCause() == null ? e : e.getCause()));
        } finally {
            // Ends the connection of an exchange that is still going on; others it leaves alone.
            exchange.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest request(ClaimedDelivery delivery) {
        byte[] body = delivery.bytes();
        long timestampSeconds = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(URI.create(delivery.url()))
                .header("Content-Type", "application/json")
                .header("User-Agent", "Paideia-Webhooks/1")
                .header("webhook-id", delivery.messageId())
                .header("webhook-timestamp", Long.toString(timestampSeconds))
                .header(
                        "webhook-signature",
                        Signature.header(
                                delivery.messageId(), timestampSeconds, body, delivery.secrets()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private Answered answered(HttpResponse<String> response) {
        return new Answered(
                response.statusCode(),
                response.body(),
                response.headers()
                        .firstValue("retry-after")
                        .map(value -> retryAfter(value.strip(), clock.instant()))
                        .orElse(null));
    }

    /**
     * Seconds or a date (RFC 9110, 10.2.3); null for anything else, and for what is past already.
     */
    static @Nullable Duration retryAfter(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant wished =
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return wished.isAfter(now) ? Duration.between(now, wished) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String told(Throwable cause) {
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        String text = message == null ? name : name + ": " + message;
        return text.length() > 500 ? text.substring(0, 500) : text.replace('\0', '\ufffd');
    }
}
