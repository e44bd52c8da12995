package io.paideia.channels.paypal;

import io.paideia.channels.RawNotice;
import io.paideia.channels.RsaProvider;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.zip.CRC32;

/**
 * The signature of a notice: SHA256withRSA over {@code id|time|webhook id|checksum}, where the
 * checksum is the CRC-32 of the raw body as an unsigned decimal. The key is that of a certificate
 * whose address the notice names. Source: PayPal's guide to verifying webhook messages, and its
 * Java SDK. Thread-safe.
 */
final class PayPalSignature {

    /** Clocks differ; PayPal's events do not come from the future. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final PayPalSettings settings;
    private final PayPalCertificates certificates;
    private final Clock clock;

    PayPalSignature(PayPalSettings settings, PayPalCertificates certificates, Clock clock) {
        this.settings = settings;
        this.certificates = certificates;
        this.clock = clock;
    }

    /** What the check found. */
    sealed interface Check {

        record Good() implements Check {}

        record Bad(String why) implements Check {}
    }

    Check check(RawNotice notice) {
        if (!header(notice, "paypal-auth-algo").equals("SHA256withRSA")) {
            return new Check.Bad("algorithm");
        }
        String time = header(notice, "paypal-transmission-time");
        if (!isTimely(time, clock.instant().minus(notice.waited()))) {
            return new Check.Bad("time");
        }
        String address = header(notice, "paypal-cert-url");
        return switch (certificates.of(address)) {
            case PayPalCertificates.Found.None none -> new Check.Bad(none.why());
            case PayPalCertificates.Found.Key key -> {
                String content =
                        content(
                                header(notice, "paypal-transmission-id"),
                                time,
                                settings.webhookId(),
                                notice.body());
                if (!verifies(key.key(), content, header(notice, "paypal-transmission-sig"))) {
                    yield new Check.Bad("signature");
                }
                certificates.proved(address);
                yield new Check.Good();
            }
        };
    }

    /** What PayPal signs. */
    static String content(String id, String time, String webhookId, String body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(StandardCharsets.UTF_8));
        return id + "|" + time + "|" + webhookId + "|" + checksum.getValue();
    }

    static boolean verifies(PublicKey key, String content, String signature) {
        return RsaProvider.verifies(content.getBytes(StandardCharsets.UTF_8), signature, key);
    }

    private boolean isTimely(String time, Instant now) {
        try {
            Instant sent = OffsetDateTime.parse(time).toInstant();
            return sent.isBefore(now.plus(AHEAD)) && sent.isAfter(now.minus(settings.noticeAge()));
        } catch (DateTimeException malformed) {
            return false;
        }
    }

    private static String header(RawNotice notice, String name) {
        return notice.headers().getOrDefault(name, "");
    }
}
