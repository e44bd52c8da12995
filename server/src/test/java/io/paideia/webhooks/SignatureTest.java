package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The receiver's side is the published library of Standard Webhooks, which nobody here wrote. */
class SignatureTest {

    private static final String ID = "evt_01jd8k3v6pe0cs3x2q1f9x7a5b";
    private static final String BODY = "{\"data\": {\"title\": \"Elemente für Anfänger 学\"}}";

    private final Secret secret = Secret.random(new SecureRandom());
    private final long now = Instant.now().getEpochSecond();

    @Test
    void isAcceptedByThePublishedLibrary() throws Exception {
        String header = sign(List.of(secret));
        assertThat(header).isEqualTo(new Webhook(secret.reveal()).sign(ID, now, BODY));
        new Webhook(secret.reveal()).verify(BODY, headers(header));
    }

    @Test
    void holdsForTheOldAndTheNewSecretAtOnce() {
        Secret old = Secret.random(new SecureRandom());
        String header = sign(List.of(secret, old));
        assertThat(header.split(" ")).hasSize(2);
        for (Secret known : List.of(secret, old)) {
            assertThatCode(() -> new Webhook(known.reveal()).verify(BODY, headers(header)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void isRefusedForAnotherBodyIdOrSecret() {
        String header = sign(List.of(secret));
        Secret another = Secret.random(new SecureRandom());
        assertThatThrownBy(() -> new Webhook(secret.reveal()).verify(BODY + " ", headers(header)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> new Webhook(another.reveal()).verify(BODY, headers(header)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void hidesTheSecretFromEverythingThatWritesObjects() {
        assertThat(String.valueOf(secret)).doesNotContain(secret.reveal().substring(6));
        assertThat(secret.reveal()).matches("whsec_[A-Za-z0-9+/]{43}=");
    }

    private String sign(List<Secret> secrets) {
        return Signature.header(ID, now, BODY.getBytes(StandardCharsets.UTF_8), secrets);
    }

    private Map<String, List<String>> headers(String signature) {
        return Map.of(
                "webhook-id",
                List.of(ID),
                "webhook-timestamp",
                List.of(Long.toString(now)),
                "webhook-signature",
                List.of(signature));
    }
}
