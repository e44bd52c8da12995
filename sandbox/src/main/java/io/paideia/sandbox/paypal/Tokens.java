package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** OAuth 2.0 with the grant client_credentials. Tokens do not survive a restart. */
final class Tokens {

    private static final int LIFE_SECONDS = 32_400;

    private final Account account;
    private final VirtualClock clock;
    private final RandomGenerator random;
    private final Map<String, Instant> given = new ConcurrentHashMap<>();

    Tokens(Account account, VirtualClock clock, RandomGenerator random) {
        this.account = account;
        this.clock = clock;
        this.random = random;
    }

    Answer give(Exchange exchange) throws IOException {
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (account.clientId() + ":" + account.secret())
                                        .getBytes(StandardCharsets.UTF_8));
        if (!equal(exchange.header("Authorization"), "Basic " + basic)) {
            return new Answer(
                    401,
                    Map.of(
                            "error",
                            "invalid_client",
                            "error_description",
                            "Client Authentication failed"));
        }
        if (!exchange.fields().getOrDefault("grant_type", "").equals("client_credentials")) {
            return new Answer(
                    400,
                    Map.of(
                            "error",
                            "unsupported_grant_type",
                            "error_description",
                            "Grant Type is NULL"));
        }
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        String token = "A21AA" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        given.values().removeIf(until -> until.isBefore(now));
        given.put(token, now.plusSeconds(LIFE_SECONDS));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("scope", "https://uri.paypal.com/services/payments/realtimepayment");
        body.put("access_token", token);
        body.put("token_type", "Bearer");
        body.put("app_id", "APP-80W284485P519543T");
        body.put("expires_in", LIFE_SECONDS);
        body.put("nonce", now + "sandbox");
        return new Answer(200, body);
    }

    boolean admits(Exchange exchange) {
        String header = exchange.header("Authorization");
        Instant until = header.startsWith("Bearer ") ? given.get(header.substring(7)) : null;
        return until != null && clock.instant().isBefore(until);
    }

    static Answer unknown() {
        return new Answer(
                401,
                Map.of(
                        "error",
                        "invalid_token",
                        "error_description",
                        "The token passed in was not found in the system"));
    }

    private static boolean equal(String left, String right) {
        return MessageDigest.isEqual(
                left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
