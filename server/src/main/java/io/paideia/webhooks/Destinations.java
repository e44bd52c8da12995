package io.paideia.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides where this server may be made to send: platforms choose the addresses, so without a check
 * they could reach what only our network should (SSRF). Asked when an endpoint is registered and
 * again before every attempt, since names change their addresses; between that check and the
 * connection the JVM's own cache of names gives the same answer. Thread-safe; resolving may take
 * seconds.
 */
final class Destinations {

    private static final String NO_HTTPS = "must be an https URL";
    private static final int LONGEST_URL = 2_048;

    private final WebhookSettings settings;
    private final Resolver resolver;

    Destinations(WebhookSettings settings, Resolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
    }

    /** Finds a name's addresses, all of them. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Why nothing may be sent there; empty if it may. */
    Optional<String> refusal(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is not a URL");
        }
        String host = uri.getHost();
        if (url.length() > LONGEST_URL) {
            return Optional.of("is longer than " + LONGEST_URL + " characters");
        }
        if (uri.getScheme() == null || host == null || host.isEmpty()) {
            return Optional.of("must be an absolute https URL");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("must have neither credentials nor a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return Optional.of("has an impossible port");
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https" -> settings.allowPrivate() ? Optional.empty() : refuseInside(host);
            case "http" -> settings.allowPrivate() ? refuseOutside(host) : Optional.of(NO_HTTPS);
            default -> Optional.of(NO_HTTPS);
        };
    }

    private Optional<String> refuseInside(String host) {
        try {
            return Arrays.stream(resolver.resolve(host)).anyMatch(Addresses::inside)
                    ? Optional.of("leads to an address that is not public")
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("has a host that cannot be resolved");
        }
    }

    /** Unencrypted only where nobody listens in. */
    private Optional<String> refuseOutside(String host) {
        try {
            return Arrays.stream(resolver.resolve(host)).allMatch(Addresses::inside)
                    ? Optional.empty()
                    : Optional.of("may be http only within a private network");
        } catch (UnknownHostException e) {
            return Optional.of("has a host that cannot be resolved");
        }
    }
}
