package io.paideia.identity;

import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;

/**
 * Hashes and verifies secrets with bcrypt. That is slow by design, so it runs on few threads of its
 * own: a crowd that signs in, or somebody who guesses, leaves the other cores to the rest.
 * Thread-safe; refuses when too many wait.
 */
@Component
final class Passwords implements PasswordEncoder {

    /** bcrypt reads no more. */
    static final int MOST_BYTES = 72;

    private static final int STRENGTH = 10;
    private static final int WAITING = 200;

    private final PasswordEncoder bcrypt =
            new DelegatingPasswordEncoder(
                    "bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(STRENGTH)));
    private final ThreadPoolExecutor threads;

    Passwords() {
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads =
                new ThreadPoolExecutor(
                        half,
                        half,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("passwords-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence secret) {
        return secret == null ? null : hash(secret);
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String hash) {
        return secret != null && hash != null && run(() -> bcrypt.matches(secret, hash));
    }

    /** The hash of a secret of at most {@link #MOST_BYTES} bytes. */
    String hash(CharSequence secret) {
        return run(() -> Objects.requireNonNull(bcrypt.encode(secret)));
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    private <T> T run(Callable<T> work) {
        try {
            return threads.submit(work).get();
        } catch (RejectedExecutionException | CancellationException e) {
            throw busy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Hashing failed", e.getCause());
        }
    }

    private static OAuth2AuthenticationException busy(Exception cause) {
        return new OAuth2AuthenticationException(
                new OAuth2Error("temporarily_unavailable", "Too many wait to sign in", null),
                cause);
    }
}
