package io.paideia.sandbox.engine;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Money that the merchant sends to somebody. Immutable.
 *
 * @param reference the merchant's number, unique within the channel
 * @param number the provider's own
 * @param payee as the provider names people: an id, an address, an account
 * @param details the provider's own fields
 */
public record Payout(
        String channel,
        String reference,
        String number,
        Amount amount,
        String payee,
        Status status,
        @Nullable URI notifyUrl,
        Instant createdAt,
        @Nullable Instant endedAt,
        Map<String, String> details) {

    /** The life of a payout, whatever the provider calls its steps. */
    public enum Status {
        PENDING,
        SUCCEEDED,
        FAILED
    }

    public Payout {
        details = Map.copyOf(details);
    }

    public Payout ended(Status how, Instant at) {
        return new Payout(
                channel, reference, number, amount, payee, how, notifyUrl, createdAt, at, details);
    }

    public Optional<String> detail(String name) {
        return Optional.ofNullable(details.get(name));
    }

    Order.Key key() {
        return new Order.Key(channel, reference);
    }
}
