package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What WeChat Pay and its merchants seal with: AES-256-GCM and RSA-OAEP with SHA-1, both in Base64.
 * Keys are shared by all threads.
 */
final class Cipher {

    private static final int TAG_BITS = 128;

    private Cipher() {}

    /** The ciphertext with the tag behind it. */
    static String seal(String apiV3Key, String nonce, String associated, String plain) {
        try {
            javax.crypto.Cipher gcm = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(
                    javax.crypto.Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(apiV3Key.getBytes(UTF_8), "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce.getBytes(UTF_8)));
            gcm.updateAAD(associated.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(gcm.doFinal(plain.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot seal", impossible);
        }
    }

    /** What a merchant encrypted for us, such as a name; empty if it was not for this key. */
    static Optional<String> open(String base64, PrivateKey key) {
        try {
            javax.crypto.Cipher oaep =
                    javax.crypto.Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            oaep.init(javax.crypto.Cipher.DECRYPT_MODE, key);
            return Optional.of(new String(oaep.doFinal(Base64.getDecoder().decode(base64)), UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
