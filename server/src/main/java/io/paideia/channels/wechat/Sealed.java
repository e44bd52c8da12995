package io.paideia.channels.wechat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_256_GCM with the APIv3 key: what WeChat Pay seals in notices and certificates. The tag
 * of 16 bytes stands behind the ciphertext. Whoever can seal has the key, so an opened text is
 * genuine. Source: WeChat Pay's rules for encryption of API version 3. Thread-safe.
 */
final class Sealed {

    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    Sealed(String apiV3Key) {
        this.key = new SecretKeySpec(apiV3Key.getBytes(StandardCharsets.UTF_8), "AES");
    }

    /** The text, or empty if it was not sealed with our key, nonce and associated data. */
    Optional<String> open(String base64, String nonce, String associated) {
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, nonce.getBytes(StandardCharsets.UTF_8)));
            gcm.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
            return Optional.of(
                    new String(
                            gcm.doFinal(Base64.getDecoder().decode(base64)),
                            StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Encrypts a name for the platform: RSA-OAEP with SHA-1, in Base64. */
    static String seal(String text, PublicKey platform) {
        try {
            Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            oaep.init(Cipher.ENCRYPT_MODE, platform);
            return Base64.getEncoder()
                    .encodeToString(oaep.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encrypting failed", e);
        }
    }
}
