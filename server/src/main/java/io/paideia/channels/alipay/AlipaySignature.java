package io.paideia.channels.alipay;

import io.paideia.channels.RsaProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * RSA2: SHA256withRSA (PKCS#1 v1.5) in Base64 over the parameters that are not blank, sorted by
 * name, joined as {@code k=v&k=v} without encoding. Requests keep sign_type in what is signed,
 * notices drop it. A key from a certificate counts only as long as the certificate. Source:
 * Alipay's signing rules for the v2 gateway. Thread-safe.
 */
final class AlipaySignature {

    private final PrivateKey ours;
    private final List<AlipayCertificates.Key> theirs;
    private final Clock clock;

    AlipaySignature(String privateKey, String publicKey) {
        // A bare key bears no dates.
        this(
                privateKey,
                List.of(
                        new AlipayCertificates.Key(
                                key(decode(publicKey)), Instant.MIN, Instant.MAX)),
                Clock.systemUTC());
    }

    /** What one of these keys signed while it counted is Alipay's. */
    private AlipaySignature(String privateKey, List<AlipayCertificates.Key> theirs, Clock clock) {
        this.theirs = theirs;
        this.clock = clock;
        try {
            this.ours =
                    RsaProvider.keys().generatePrivate(new PKCS8EncodedKeySpec(decode(privateKey)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable();
        }
    }

    /** Of the provider that verifies, or the key is translated at each use. */
    static PublicKey key(byte[] encoded) {
        try {
            return RsaProvider.keys().generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw unreadable();
        }
    }

    /** Without the cause, which could quote the key. */
    private static IllegalStateException unreadable() {
        return new IllegalStateException(
                "The Alipay keys cannot be read: expected PKCS#8 and X.509, PEM or Base64");
    }

    static AlipaySignature of(
            AlipaySettings settings, @Nullable AlipayCertificates certificates, Clock clock) {
        if (certificates != null) {
            return new AlipaySignature(settings.privateKey(), certificates.alipay(), clock);
        }
        String publicKey = settings.publicKey();
        if (publicKey == null) {
            throw new IllegalStateException("Alipay needs public-key, or the three certificates");
        }
        return new AlipaySignature(settings.privateKey(), publicKey);
    }

    String sign(Map<String, String> request) {
        return sign(content(request, Set.of("sign")));
    }

    /** Signs a text as it stands, as version 3 does. */
    String sign(String content) {
        return Base64.getEncoder()
                .encodeToString(RsaProvider.sign(content.getBytes(StandardCharsets.UTF_8), ours));
    }

    /**
     * Whether Alipay signed this answer; the content is the raw text between the quotes, never
     * re-serialised.
     */
    boolean verifiesAnswer(String content, String sign) {
        return verifies(content, sign, clock.instant());
    }

    /** As of the moment when the notice came, so long ago. */
    boolean verifiesNotice(Map<String, String> notice, Duration waited) {
        return verifies(
                content(notice, Set.of("sign", "sign_type")),
                notice.getOrDefault("sign", ""),
                clock.instant().minus(waited));
    }

    static String content(Map<String, String> parameters, Set<String> dropped) {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .filter(
                                entry ->
                                        !dropped.contains(entry.getKey())
                                                && !entry.getValue().isBlank())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&"));
    }

    private boolean verifies(String content, String sign, Instant at) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return theirs.stream()
                .filter(key -> key.counts(at))
                .anyMatch(key -> RsaProvider.verifies(bytes, sign, key.key()));
    }

    private static byte[] decode(String key) {
        return Base64.getMimeDecoder().decode(text(key).replaceAll("-----[A-Z ]+-----", ""));
    }

    /** What a setting says, or the file that it names. */
    static String text(String given) {
        return given.startsWith("file:") ? read(Path.of(given.substring(5))) : given;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the key file " + file, e);
        }
    }
}
