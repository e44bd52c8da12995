package io.paideia.channels.alipay;

import io.paideia.channels.RsaProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
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
 * notices drop it. Source: Alipay's signing rules for the v2 gateway. Thread-safe.
 */
final class AlipaySignature {

    private final PrivateKey ours;
    private final List<PublicKey> theirs;

    AlipaySignature(String privateKey, String publicKey) {
        this(privateKey, List.of(decode(publicKey)));
    }

    /** What one of these keys signed is Alipay's. */
    private AlipaySignature(String privateKey, List<byte[]> theirs) {
        try {
            KeyFactory rsa = RsaProvider.keys();
            this.ours = rsa.generatePrivate(new PKCS8EncodedKeySpec(decode(privateKey)));
            List<PublicKey> keys = new ArrayList<>();
            for (byte[] key : theirs) {
                keys.add(rsa.generatePublic(new X509EncodedKeySpec(key)));
            }
            this.theirs = List.copyOf(keys);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause could quote the key.
            throw new IllegalStateException(
                    "The Alipay keys cannot be read: expected PKCS#8 and X.509, PEM or Base64");
        }
    }

    static AlipaySignature of(AlipaySettings settings, @Nullable AlipayCertificates certificates) {
        if (certificates != null) {
            return new AlipaySignature(
                    settings.privateKey(),
                    certificates.alipay().stream().map(PublicKey::getEncoded).toList());
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
        try {
            Signature signature = RsaProvider.sha256();
            signature.initSign(ours);
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing failed", e);
        }
    }

    /**
     * Whether Alipay signed this answer; the content is the raw text between the quotes, never
     * re-serialised.
     */
    boolean verifiesAnswer(String content, String sign) {
        return verifies(content, sign);
    }

    boolean verifiesNotice(Map<String, String> notice) {
        return verifies(
                content(notice, Set.of("sign", "sign_type")), notice.getOrDefault("sign", ""));
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

    private boolean verifies(String content, String sign) {
        return theirs.stream().anyMatch(key -> verifies(content, sign, key));
    }

    private static boolean verifies(String content, String sign, PublicKey key) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initVerify(key);
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(sign));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
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
