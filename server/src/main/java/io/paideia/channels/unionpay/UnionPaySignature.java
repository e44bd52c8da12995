package io.paideia.channels.unionpay;

import io.paideia.channels.RsaProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Signature method 01 of version 5.1.0: the fields without {@code signature}, sorted, as {@code
 * k=v&k=v}; the lower-case hex of its SHA-256; and over that text SHA256withRSA, in Base64.
 * Verified against messages that UnionPay's test gateway really sent. Thread-safe.
 */
final class UnionPaySignature {

    private final UnionPayIdentity identity;
    private final UnionPayTrust trust;

    UnionPaySignature(UnionPayIdentity identity, UnionPayTrust trust) {
        this.identity = identity;
        this.trust = trust;
    }

    /** The fields that are not blank, with our certificate's number and the signature. */
    Map<String, String> signed(Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(fields);
        all.values().removeIf(String::isBlank);
        all.put("certId", identity.certId());
        byte[] sign = RsaProvider.sign(digest(content(all, field -> true)), identity.key());
        all.put("signature", Base64.getEncoder().encodeToString(sign));
        return all;
    }

    /** Whether UnionPay signed these fields, with a certificate that we trust. */
    boolean verifies(Map<String, String> fields) {
        if (!fields.getOrDefault("version", "").equals("5.1.0")
                || !fields.getOrDefault("signMethod", "").equals("01")) {
            return false;
        }
        Optional<PublicKey> key = trust.key(fields.getOrDefault("signPubKeyCert", ""));
        String sign = fields.getOrDefault("signature", "");
        // UnionPay's own example keeps empty fields of answers and drops those of notices.
        return key.isPresent()
                && (verifies(content(fields, field -> true), sign, key.get())
                        || verifies(content(fields, field -> !field.isEmpty()), sign, key.get()));
    }

    static String content(Map<String, String> fields, Predicate<String> kept) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .filter(
                                field ->
                                        !field.getKey().equals("signature")
                                                && kept.test(field.getValue()))
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("&"));
    }

    static byte[] digest(String content) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static boolean verifies(String content, String sign, PublicKey key) {
        return RsaProvider.verifies(digest(content), sign, key);
    }
}
