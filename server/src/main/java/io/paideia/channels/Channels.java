package io.paideia.channels;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The channels that are configured. Immutable. */
@Component
public final class Channels {

    private final Map<String, Channel> byName = new TreeMap<>();

    Channels(List<Channel> channels) {
        channels.forEach(channel -> byName.put(channel.name(), channel));
    }

    public Optional<Channel> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The channel that money came through once; it must still be configured. */
    public Channel require(String name) {
        return named(name)
                .orElseThrow(() -> new IllegalStateException("Channel is not configured: " + name));
    }

    public Optional<Channel> offering(String method) {
        return byName.values().stream()
                .filter(channel -> channel.methods().contains(method))
                .findFirst();
    }

    public Collection<Channel> all() {
        return byName.values();
    }
}
