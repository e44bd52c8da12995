package io.paideia.channels.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code Stripe-Signature: t=…,v1=…}: HMAC-SHA256 in lower-case hexadecimal over the time, a dot
 * and the body as it came. Any v1 by any of our secrets will do, because both sides change secrets
 * with an overlap; other schemes count for nothing. Source: docs.stripe.com/webhooks/signature.
 * Thread-safe.
 */
final class StripeWebhook {

    private static final int MOST_SIGNATURES = 10;

    private final List<SecretKeySpec> secrets;
    private final Duration tolerance;
    private final Clock clock;

    StripeWebhook(List<String> secrets, Duration tolerance, Clock clock) {
        this.secrets =
                secrets.stream()
                        .map(
                                secret ->
                                        new SecretKeySpec(
                                                secret.getBytes(StandardCharsets.UTF_8),
                                                "HmacSHA256"))
                        .toList();
        this.tolerance = tolerance;
        this.clock = clock;
    }

    /** As of the moment when the message came, so long ago. */
    boolean verifies(String header, String body, Duration waited) {
        String time = "";
        List<String> signatures = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            if (part.startsWith("t=")) {
                time = part.substring(2);
            } else if (part.startsWith("v1=") && signatures.size() < MOST_SIGNATURES) {
                signatures.add(part.substring(3));
            }
        }
        if (!isRecent(time, waited)) {
            return false;
        }
        for (SecretKeySpec secret : secrets) {
            byte[] expected = sign(secret, time + "." + body);
            for (String signature : signatures) {
                // In constant time, so that nobody finds one letter by letter.
                if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The future is accepted, as by Stripe's own libraries: clocks differ. */
    private boolean isRecent(String time, Duration waited) {
        try {
            return Long.parseLong(time)
                    >= clock.instant().minus(waited).getEpochSecond() - tolerance.toSeconds();
        } catch (NumberFormatException malformed) {
            return false;
        }
    }

    private static byte[] sign(SecretKeySpec secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return HexFormat.of()
                    .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing", e);
        }
    }
}
