package io.paideia.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries notices to the merchant: one connection pool, no redirects, ten seconds for the whole
 * answer, and a bound on how many are on their way.
 */
final class Post implements AutoCloseable {

    private static final int AT_ONCE = 64;
    private static final int ANSWER_LIMIT_BYTES = 64 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(TIMEOUT)
                    .executor(threads)
                    .build();

    /** What came back: an answer, or the reason why there is none (then the status is 0). */
    record Reply(int status, String body) {

        /** One short line for people. */
        String summary() {
            String line = body.strip().replaceAll("\\s+", " ");
            String brief = line.length() > 200 ? line.substring(0, 200) + "…" : line;
            return status == 0 || status == 200 ? brief : ("HTTP " + status + " " + brief).strip();
        }
    }

    Reply send(HttpRequest.Builder letter) throws InterruptedException {
        places.acquire();
        try {
            return exchange(letter.timeout(TIMEOUT).build());
        } finally {
            places.release();
        }
    }

    /** Sends on a thread of its own. */
    CompletableFuture<Reply> sendBeside(HttpRequest.Builder letter) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        threads.execute(
                () -> {
                    try {
                        reply.complete(send(letter));
                    } catch (InterruptedException closing) {
                        Thread.currentThread().interrupt();
                        reply.complete(new Reply(0, "interrupted"));
                    }
                });
        return reply;
    }

    private Reply exchange(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), ANSWER_LIMIT_BYTES));
        try {
            // The request's own timeout ends with the header; this one covers a body that trickles.
            HttpResponse<String> response = answer.get(TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
            return new Reply(response.statusCode(), response.body());
        } catch (TimeoutException late) {
            answer.cancel(true);
            return new Reply(0, "no complete answer in " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            if (cause instanceof IOException unreachable) {
                return new Reply(0, unreachable.toString());
            }
            throw new IllegalStateException("cannot send to " + request.uri(), cause);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
