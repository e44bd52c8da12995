package io.paideia.channels;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The channels that are configured. Immutable. */
@Component
public final class Channels {

    private static final String PREFIX = "paideia.channels";

    private final Map<String, Channel> byName = new TreeMap<>();

    Channels(List<Protocol<?>> protocols, Environment environment) {
        Map<String, Protocol<?>> known =
                protocols.stream().collect(Collectors.toMap(Protocol::name, Function.identity()));
        Binder binder = Binder.get(environment);
        Map<String, Object> sections =
                binder.bind(PREFIX, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
        sections.forEach(
                (name, section) -> {
                    // A plain value beside the accounts concerns all channels.
                    if (section instanceof Map<?, ?> account) {
                        Object named = account.get("protocol");
                        String protocol = named == null ? name : named.toString();
                        byName.put(name, open(name, protocol, known, binder));
                    }
                });
    }

    private static Channel open(
            String name, String protocol, Map<String, Protocol<?>> known, Binder binder) {
        Protocol<?> speaks = known.get(protocol);
        if (speaks == null) {
            throw new IllegalStateException(
                    "%s.%s names the protocol %s; known are %s"
                            .formatted(PREFIX, name, protocol, String.join(", ", known.keySet())));
        }
        return open(name, speaks, binder);
    }

    private static <S> Channel open(String name, Protocol<S> protocol, Binder binder) {
        return protocol.open(
                name,
                binder.bind(PREFIX + "." + name, Bindable.of(protocol.settings()))
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "Nothing is set below " + PREFIX + "." + name)));
    }

    public Optional<Channel> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The channel that money came through once; it must still be configured. */
    public Channel require(String name) {
        return named(name)
                .orElseThrow(() -> new IllegalStateException("Channel is not configured: " + name));
    }

    /** All channels that offer the method, by name. */
    public List<Channel> offering(String method) {
        return byName.values().stream()
                .filter(channel -> channel.methods().contains(method))
                .toList();
    }

    public Collection<Channel> all() {
        return byName.values();
    }
}
