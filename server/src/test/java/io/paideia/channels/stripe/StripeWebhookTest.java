package io.paideia.channels.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signatures that Stripe published, and everything beside them. */
final class StripeWebhookTest {

    private final JsonNode vector = JsonMapper.shared().readTree(file("webhook.json"));
    private final String body = file("event_test_signature.json");
    private final String header = vector.path("header").asString();
    private final String secret = vector.path("secret").asString();
    private final Instant signedAt = Instant.ofEpochSecond(vector.path("timestamp").asLong());

    @Test
    void acceptsThePublishedSignature() {
        assertThat(at(signedAt, secret).verifies(header, body, Duration.ZERO)).isTrue();
    }

    @Test
    void acceptsNothingThatDiffersByOneLetter() {
        StripeWebhook webhook = at(signedAt, secret);
        for (int i = 0; i < body.length(); i++) {
            String other =
                    body.substring(0, i) + (char) (body.charAt(i) ^ 1) + body.substring(i + 1);
            assertThat(webhook.verifies(header, other, Duration.ZERO))
                    .as("body at %s", i)
                    .isFalse();
        }
        int from = header.indexOf("v1=") + 3;
        for (int i = from; i < from + 64; i++) {
            String other =
                    header.substring(0, i)
                            + (char) (header.charAt(i) ^ 1)
                            + header.substring(i + 1);
            assertThat(webhook.verifies(other, body, Duration.ZERO))
                    .as("header at %s", i)
                    .isFalse();
        }
        assertThat(
                        webhook.verifies(
                                header.replace("t=1533204620", "t=1533204621"),
                                body,
                                Duration.ZERO))
                .isFalse();
    }

    @Test
    void acceptsForFiveMinutesAndAlsoFromTheFuture() {
        assertThat(at(signedAt.plusSeconds(300), secret).verifies(header, body, Duration.ZERO))
                .isTrue();
        assertThat(at(signedAt.plusSeconds(301), secret).verifies(header, body, Duration.ZERO))
                .isFalse();
        assertThat(
                        at(signedAt.plusSeconds(9000), secret)
                                .verifies(header, body, Duration.ofMinutes(145)))
                .as("it came in time and is taken up again later")
                .isTrue();
        assertThat(at(signedAt.minusSeconds(9000), secret).verifies(header, body, Duration.ZERO))
                .isTrue();
    }

    @Test
    void acceptsEitherSecretWhileOneIsReplaced() {
        assertThat(at(signedAt, "whsec_new", secret).verifies(header, body, Duration.ZERO))
                .isTrue();
        assertThat(at(signedAt, "whsec_new").verifies(header, body, Duration.ZERO)).isFalse();
        String two = header.replace(",v1=", ",v1=" + "0".repeat(64) + ",v1=");
        assertThat(at(signedAt, secret).verifies(two, body, Duration.ZERO)).isTrue();
    }

    @Test
    void countsNoOtherSchemeAndNoBrokenHeader() {
        StripeWebhook webhook = at(signedAt, secret);
        assertThat(webhook.verifies(header.replace("v1=", "v0="), body, Duration.ZERO)).isFalse();
        for (String broken :
                new String[] {
                    "",
                    ",",
                    "t=",
                    "t=1533204620",
                    "v1=" + header.substring(header.indexOf("v1=") + 3),
                    "t=now," + header.substring(header.indexOf("v1=")),
                    header.replace(",", ";"),
                    header.replace("v1=2220F", "v1=2220f").toUpperCase(Locale.ROOT)
                }) {
            assertThat(webhook.verifies(broken, body, Duration.ZERO)).as(broken).isFalse();
        }
    }

    private static StripeWebhook at(Instant now, String... secrets) {
        return new StripeWebhook(
                List.of(secrets), Duration.ofMinutes(5), Clock.fixed(now, ZoneOffset.UTC));
    }

    static String file(String name) {
        try (InputStream file =
                Objects.requireNonNull(
                        StripeWebhookTest.class.getResourceAsStream("/vectors/stripe/" + name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
