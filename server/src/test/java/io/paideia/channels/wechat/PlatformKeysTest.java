package io.paideia.channels.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlatformKeysTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final PublicKey KEY = key();

    private final Ticking clock = new Ticking();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile Optional<List<PlatformKeys.Known>> platform =
            Optional.of(List.of(known("A1")));

    @Test
    void fetchesOnceForAnAnswerAndRemembers() {
        PlatformKeys keys = keys(null);

        assertThat(keys.announced()).isEmpty();
        assertThat(keys.knownOrFetched("A1")).contains(KEY);
        assertThat(keys.knownOrFetched("a1")).contains(KEY);
        assertThat(keys.announced()).isEqualTo("A1");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void askedWithoutNetworkItFetchesInTheBackground() {
        PlatformKeys keys = keys(null);

        assertThat(keys.known("A1")).isEmpty();
        await().untilAsserted(() -> assertThat(keys.known("A1")).contains(KEY));
    }

    @Test
    void acceptsBothDuringAChangeAndDropsTheOldAfterwards() {
        PlatformKeys keys = keys(null);
        keys.knownOrFetched("A1");
        platform = Optional.of(List.of(known("A1"), known("B2")));

        assertThat(keys.knownOrFetched("B2")).contains(KEY);
        assertThat(keys.knownOrFetched("A1")).contains(KEY);

        platform = Optional.of(List.of(known("B2")));
        clock.now = START.plus(Duration.ofMinutes(61));
        keys.known("B2");
        await().untilAsserted(() -> assertThat(keys.known("A1")).isEmpty());
        assertThat(keys.known("B2")).contains(KEY);
    }

    @Test
    void looksAgainAfterAnHourAndNotBefore() {
        PlatformKeys keys = keys(null);
        keys.knownOrFetched("A1");
        clock.now = START.plus(Duration.ofMinutes(60));
        keys.known("A1");
        assertThat(fetches).hasValue(1);

        clock.now = START.plus(Duration.ofMinutes(61));
        assertThat(keys.known("A1")).contains(KEY);
        await().untilAsserted(() -> assertThat(fetches).hasValue(2));
    }

    @Test
    void keepsWhatItHasWhenThereIsNoAnswer() {
        PlatformKeys keys = keys(null);
        keys.knownOrFetched("A1");
        platform = Optional.empty();
        clock.now = START.plus(Duration.ofHours(5));

        assertThat(keys.known("A1")).contains(KEY);
        await().untilAsserted(() -> assertThat(fetches.get()).isGreaterThan(1));
        assertThat(keys.known("A1")).contains(KEY);
    }

    @Test
    void strangersCannotMakeItAskForEver() {
        PlatformKeys keys = keys(null);
        for (int stranger = 0; stranger < 100; stranger++) {
            assertThat(keys.knownOrFetched("C" + stranger)).isEmpty();
        }
        assertThat(fetches.get()).isLessThanOrEqualTo(4);

        clock.now = START.plus(Duration.ofMinutes(2));
        keys.knownOrFetched("D1");
        assertThat(fetches.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void aPublicKeyNeedsNoCertificatesAndIsNeverFetched() {
        PlatformKeys keys =
                keys(new PlatformKeys.Known("PUB_KEY_ID_1", KEY, Instant.MIN, Instant.MAX));

        assertThat(keys.knownOrFetched("PUB_KEY_ID_1")).contains(KEY);
        assertThat(keys.knownOrFetched("PUB_KEY_ID_2")).isEmpty();
        assertThat(keys.announced()).isEqualTo("PUB_KEY_ID_1");
        assertThat(keys.newest()).isPresent();
        assertThat(fetches).hasValue(0);
        assertThat(keys.knownOrFetched("A1")).contains(KEY);
        assertThat(keys.announced()).isEqualTo("PUB_KEY_ID_1");
    }

    @Test
    void anExpiredCertificateVerifiesNothing() {
        PlatformKeys keys = keys(null);
        keys.knownOrFetched("A1");
        clock.now = START.plus(Duration.ofDays(400));

        assertThat(keys.knownOrFetched("A1")).isEmpty();
        assertThat(keys.announced()).isEmpty();
    }

    private PlatformKeys keys(PlatformKeys.@Nullable Known configured) {
        return new PlatformKeys(
                configured,
                () -> {
                    fetches.incrementAndGet();
                    return platform;
                },
                clock);
    }

    private static PlatformKeys.Known known(String serial) {
        return new PlatformKeys.Known(
                serial, KEY, START.minusSeconds(60), START.plus(Duration.ofDays(365)));
    }

    private static PublicKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair().getPublic();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Ticking extends Clock {
        private volatile Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
