package io.paideia.sandbox.alipay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.RsaProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Alipay's RSA2: SHA256withRSA (PKCS#1 v1.5) in Base64, over a canonical text. Keys are parsed once
 * and shared by all threads.
 */
final class Rsa2 {

    private Rsa2() {}

    /**
     * The canonical text of a request: sorted by name, without blank values and without the
     * signature itself.
     */
    static String requestContent(Map<String, String> fields) {
        return content(fields, Set.of("sign"));
    }

    /**
     * The canonical text of a notice or a browser's return, which also leaves out the sign_type.
     */
    static String noticeContent(Map<String, String> fields) {
        return content(fields, Set.of("sign", "sign_type"));
    }

    static String sign(String text, PrivateKey key) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot sign", impossible);
        }
    }

    /** False for anything that is not a valid signature, also for what is not even Base64. */
    static boolean verify(String text, String base64, PublicKey key) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initVerify(key);
            signature.update(text.getBytes(UTF_8));
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (SignatureException | IllegalArgumentException malformed) {
            return false;
        } catch (InvalidKeyException unusable) {
            throw new IllegalArgumentException("not an RSA key", unusable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot verify", impossible);
        }
    }

    private static String content(Map<String, String> fields, Set<String> without) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .filter(
                                field ->
                                        !without.contains(field.getKey())
                                                && !field.getValue().isBlank())
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining("&"));
    }
}
