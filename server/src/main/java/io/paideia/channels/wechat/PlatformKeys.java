package io.paideia.channels.wechat;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What WeChat Pay's signatures are verified with: the configured public key, and the platform
 * certificates that it hands out, both at once, so that a change from one to the other breaks
 * nothing. Certificates are fetched when they are needed first, again when one is an hour old, and
 * when a signature names an unknown one, but never more than a few times a minute: anybody can send
 * an unknown serial number. Thread-safe.
 */
final class PlatformKeys {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int FETCHES_PER_WINDOW = 4;

    /**
     * A key and when it may be used.
     *
     * @param serial as signatures name it
     */
    record Known(String serial, PublicKey key, Instant from, Instant until) {

        boolean isValid(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    private final Supplier<Optional<List<Known>>> source;
    private final Clock clock;
    private final @Nullable Known configured;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final Deque<Instant> fetches = new ArrayDeque<>();
    private volatile List<Known> certificates = List.of();
    private volatile Instant fetchedAt = Instant.MIN;

    /**
     * @param configured the public key of the settings, null if there is none
     * @param source asks for the certificates; empty if there was no answer
     */
    PlatformKeys(@Nullable Known configured, Supplier<Optional<List<Known>>> source, Clock clock) {
        this.configured = configured;
        this.source = source;
        this.clock = clock;
    }

    /** The key of this name if it is known; no network, but it may be fetched in the background. */
    Optional<PublicKey> known(String serial) {
        Optional<PublicKey> found = find(serial);
        boolean old = !certificates.isEmpty() && age().compareTo(FRESH) > 0;
        if (old || (found.isEmpty() && !isPublicKey(serial))) {
            refreshSoon();
        }
        return found;
    }

    /** The same; asks WeChat Pay for a certificate that is not known yet. */
    Optional<PublicKey> knownOrFetched(String serial) {
        if (find(serial).isPresent() || isPublicKey(serial)) {
            return known(serial);
        }
        fetchUnless(() -> find(serial).isPresent());
        return find(serial);
    }

    /** What to encrypt with; may use the network. */
    Optional<Known> newest() {
        Optional<Known> now = current();
        if (now.isEmpty()) {
            fetchUnless(() -> current().isPresent());
        }
        return current();
    }

    /** Which key we tell WeChat Pay to know; empty before anything is known. No network. */
    String announced() {
        return current().map(Known::serial).orElse("");
    }

    private Optional<Known> current() {
        Instant now = clock.instant();
        return configured != null
                ? Optional.of(configured)
                : certificates.stream()
                        .filter(known -> known.isValid(now))
                        .max(Comparator.comparing(Known::from));
    }

    private Optional<PublicKey> find(String serial) {
        if (configured != null && configured.serial().equals(serial)) {
            return Optional.of(configured.key());
        }
        Instant now = clock.instant();
        return certificates.stream()
                .filter(known -> known.serial().equals(serial.toUpperCase(Locale.ROOT)))
                .filter(known -> known.isValid(now))
                .map(Known::key)
                .findFirst();
    }

    private Duration age() {
        return fetchedAt.equals(Instant.MIN)
                ? FRESH.plus(FRESH)
                : Duration.between(fetchedAt, clock.instant());
    }

    private void refreshSoon() {
        Instant before = fetchedAt;
        if (refreshing.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("wechat-certificates")
                    .start(
                            () -> {
                                try {
                                    // Perhaps somebody who could not wait was faster.
                                    fetchUnless(() -> !fetchedAt.equals(before));
                                } finally {
                                    refreshing.set(false);
                                }
                            });
        }
    }

    /** One at a time; whoever waited for another's answer looks at that first. */
    private void fetchUnless(Supplier<Boolean> satisfied) {
        fetching.lock();
        try {
            if (!satisfied.get() && mayFetch()) {
                source.get()
                        .ifPresent(
                                fetched -> {
                                    certificates = List.copyOf(fetched);
                                    fetchedAt = clock.instant();
                                });
            }
        } finally {
            fetching.unlock();
        }
    }

    private boolean mayFetch() {
        Instant now = clock.instant();
        fetches.removeIf(at -> at.plus(WINDOW).isBefore(now));
        return fetches.size() < FETCHES_PER_WINDOW && fetches.add(now);
    }

    /** These are configured and never fetched. */
    private static boolean isPublicKey(String serial) {
        return serial.startsWith("PUB_KEY_ID_");
    }
}
