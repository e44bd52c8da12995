package io.paideia.sandbox.engine;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a provider tells a merchant that has one address for everything, as Stripe and PayPal have
 * it in their consoles. Kept in the journal. Safe for all threads.
 */
public final class Webhooks {

    static final String KIND = "webhook";

    private final Map<String, URI> addresses = new ConcurrentHashMap<>();
    private final Journal journal;

    private record Address(String channel, URI url) {}

    public Webhooks(Journal journal) {
        this.journal = journal;
        journal.recalled(KIND, Address.class)
                .forEach(address -> addresses.put(address.channel(), address.url()));
        addresses.forEach((channel, url) -> journal.record(KIND, new Address(channel, url)));
    }

    public Optional<URI> of(String channel) {
        return Optional.ofNullable(addresses.get(channel));
    }

    public void set(String channel, URI url) {
        journal.record(KIND, new Address(channel, url));
        addresses.put(channel, url);
    }
}
