package io.paideia.webhooks;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer's body but keeps only its beginning. A short rest is read so that the connection
 * can be used again; a long one is cut off with its connection.
 */
final class Excerpt implements BodySubscriber<String> {

    static final int KEPT_BYTES = 1_024;
    private static final int READ_BYTES = 64 * 1_024;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;
    private int read;

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            read += buffer.remaining();
            byte[] bytes = new byte[Math.min(buffer.remaining(), KEPT_BYTES - kept.size())];
            buffer.get(bytes);
            kept.writeBytes(bytes);
        }
        if (read > READ_BYTES && subscription != null) {
            subscription.cancel();
            onComplete();
        }
    }

    @Override
    public void onError(Throwable cause) {
        text.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        // PostgreSQL's text knows no NUL.
        text.complete(kept.toString(StandardCharsets.UTF_8).replace('\0', '\ufffd'));
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }
}
