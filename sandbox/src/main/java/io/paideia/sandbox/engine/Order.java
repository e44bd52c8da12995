package io.paideia.sandbox.engine;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the merchant asked to be paid for. The token is the unguessable part of the cashier's
 * address; the details are the provider's own fields.
 */
public record Order(
        String channel,
        String reference,
        String token,
        Amount amount,
        String subject,
        @Nullable URI notifyUrl,
        @Nullable URI returnUrl,
        Instant createdAt,
        Instant expiresAt,
        Map<String, String> details) {

    public Order {
        details = Map.copyOf(details);
    }

    /**
     * Whether a repeated request asks for the same; a merchant's number stands for one amount and
     * one subject.
     */
    public boolean asksTheSameAs(Order other) {
        return amount.equals(other.amount) && subject.equals(other.subject);
    }

    public Optional<String> detail(String name) {
        return Optional.ofNullable(details.get(name));
    }

    Key key() {
        return new Key(channel, reference);
    }

    /** A merchant's number is unique within a channel. */
    record Key(String channel, String reference) {}
}
