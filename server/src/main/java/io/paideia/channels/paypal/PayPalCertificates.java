package io.paideia.channels.paypal;

import io.paideia.channels.RsaProvider;
import io.paideia.channels.Wire;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that notices name. Only hosts of our list may serve one, over the gateway's own
 * scheme; it must stand in a chain to a root that we trust and bear one of the names of our list.
 *
 * <p>A stranger's notice can make us fetch something from PayPal, but only so often, the same only
 * once in a while, and it cannot drive out what is in use: a certificate is kept until it ends as
 * soon as a notice was found that it signed, and until then among a few others, of which the oldest
 * goes. Fetches are in two halves, so that strangers who name ever new addresses leave the one for
 * those that are named again, as PayPal does. Thread-safe.
 */
final class PayPalCertificates {

    private static final Pattern PATH =
            Pattern.compile("(/paypal)?/v1/notifications/certs/[A-Za-z0-9_.-]{1,80}");
    private static final int MOST_KEPT = 32;
    private static final int MOST_UNPROVED = 16;
    private static final int MOST_REMEMBERED = 4096;

    /** Each for addresses that are new and for such as were turned away before. */
    private static final int MOST_FETCHES = 10;

    private static final Duration PER = Duration.ofMinutes(1);

    /** What PayPal did not have, or not as one of its own, is not asked for again so soon. */
    private static final Duration FUTILE = Duration.ofMinutes(10);

    private final PayPalSettings settings;
    private final Wire wire;
    private final Clock clock;
    private final PayPalChain chain;
    private final ReentrantLock fetching = new ReentrantLock();
    private final Map<String, Kept> unproved = new Latest<>(MOST_UNPROVED);
    private final Map<String, Instant> futile = new Latest<>(MOST_REMEMBERED);
    private final Map<String, Boolean> turnedAway = new Latest<>(MOST_REMEMBERED);
    private volatile Map<String, Kept> kept = Map.of();
    private Instant window = Instant.MIN;
    private int first;
    private int again;

    private record Kept(PublicKey key, Instant until) {}

    /** Only so many, of which the oldest goes. */
    private static final class Latest<V> extends LinkedHashMap<String, V> {

        private static final long serialVersionUID = 1;

        private final int most;

        Latest(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }

    /** A key, or why there is none. */
    sealed interface Found {

        record Key(PublicKey key) implements Found {}

        record None(String why) implements Found {}
    }

    PayPalCertificates(PayPalSettings settings, Wire wire, Clock clock) {
        this.settings = settings;
        this.wire = wire;
        this.clock = clock;
        this.chain = PayPalChain.of(settings.trustRoot());
    }

    Found of(String address) {
        Found.Key known = known(kept, address);
        if (known != null) {
            return known;
        }
        URI uri = allowed(address);
        if (uri == null) {
            return new Found.None("certificate address");
        }
        fetching.lock();
        try {
            Found.Key meanwhile = known(kept, address);
            if (meanwhile == null) {
                meanwhile = known(unproved, address);
            }
            if (meanwhile != null) {
                return meanwhile;
            }
            Instant until = futile.get(address);
            if (until != null && clock.instant().isBefore(until)) {
                return new Found.None("certificate not found");
            }
            return mayFetch(address)
                    ? fetch(address, uri)
                    : new Found.None("too many certificates");
        } finally {
            fetching.unlock();
        }
    }

    /** A notice was signed with the certificate there, so that it is one in use. */
    void proved(String address) {
        if (kept.containsKey(address)) {
            return;
        }
        fetching.lock();
        try {
            Kept proved = unproved.remove(address);
            if (proved != null) {
                Map<String, Kept> more = new LinkedHashMap<>(kept);
                more.values().removeIf(one -> !clock.instant().isBefore(one.until()));
                if (more.size() >= MOST_KEPT) {
                    more.remove(more.keySet().iterator().next());
                }
                more.put(address, proved);
                kept = more;
            }
        } finally {
            fetching.unlock();
        }
    }

    private Found.@Nullable Key known(Map<String, Kept> among, String address) {
        Kept one = among.get(address);
        return one != null && clock.instant().isBefore(one.until())
                ? new Found.Key(one.key())
                : null;
    }

    /** The address as a URI, null if we do not go there. */
    private @Nullable URI allowed(String address) {
        try {
            URI uri = new URI(address);
            boolean fits =
                    settings.gateway().getScheme().equals(uri.getScheme())
                            && uri.getHost() != null
                            && settings.certificateHosts().contains(uri.getHost())
                            && (uri.getPort() == -1
                                    || uri.getPort() == settings.gateway().getPort())
                            && uri.getUserInfo() == null
                            && uri.getQuery() == null
                            // One address for one certificate, or strangers could fill the memory.
                            && uri.getRawFragment() == null
                            && PATH.matcher(String.valueOf(uri.getRawPath())).matches();
            return fits ? uri : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    private boolean mayFetch(String address) {
        Instant now = clock.instant();
        if (now.isAfter(window.plus(PER))) {
            window = now;
            first = 0;
            again = 0;
        }
        if (first < MOST_FETCHES) {
            first++;
            return true;
        }
        if (turnedAway.put(address, true) == null || again >= MOST_FETCHES) {
            return false;
        }
        again++;
        return true;
    }

    private Found fetch(String address, URI uri) {
        return switch (wire.send(HttpRequest.newBuilder(uri).GET())) {
            case Wire.Reply.Answered answer when answer.status() == 200 ->
                    keep(address, answer.response().body());
            case Wire.Reply.Answered answer when answer.status() == 404 -> {
                futile.put(address, clock.instant().plus(FUTILE));
                yield new Found.None("certificate not found");
            }
            case Wire.Reply.Answered answer -> new Found.None("certificate not fetched");
            case Wire.Reply.NotSent none -> new Found.None("certificate not fetched");
            case Wire.Reply.NoAnswer none -> new Found.None("certificate not fetched");
        };
    }

    private Found keep(String address, byte[] pem) {
        try {
            List<X509Certificate> sent = PayPalChain.parse(new ByteArrayInputStream(pem));
            Optional<X509Certificate> named =
                    sent.stream()
                            // An authority vouches for others; it does not sign messages.
                            .filter(one -> one.getBasicConstraints() < 0)
                            .filter(
                                    one ->
                                            settings.certificateNames()
                                                    .contains(PayPalChain.name(one)))
                            .findFirst();
            if (named.isEmpty() || !chain.trusts(named.get(), sent, clock.instant())) {
                futile.put(address, clock.instant().plus(FUTILE));
                return new Found.None("certificate");
            }
            X509Certificate leaf = named.get();
            // Of the provider that verifies, or the key is translated at each use.
            PublicKey key =
                    RsaProvider.keys()
                            .generatePublic(
                                    new X509EncodedKeySpec(leaf.getPublicKey().getEncoded()));
            unproved.put(address, new Kept(key, leaf.getNotAfter().toInstant()));
            return new Found.Key(key);
        } catch (GeneralSecurityException unreadable) {
            futile.put(address, clock.instant().plus(FUTILE));
            return new Found.None("certificate");
        }
    }
}
