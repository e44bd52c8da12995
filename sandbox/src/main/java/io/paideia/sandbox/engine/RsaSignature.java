package io.paideia.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;

/**
 * SHA256withRSA (PKCS#1 v1.5) over UTF-8, in Base64, as most providers sign. For all threads; keys
 * are parsed once and shared.
 */
public final class RsaSignature {

    private RsaSignature() {}

    public static String sign(String text, PrivateKey key) {
        return Base64.getEncoder().encodeToString(sign(text.getBytes(UTF_8), key));
    }

    /**
     * False for anything that is not a valid signature, also for what is not even Base64.
     *
     * @throws IllegalArgumentException if the key is none of RSA
     */
    public static boolean verifies(String text, String base64, PublicKey key) {
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

    static byte[] sign(byte[] content, PrivateKey key) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (InvalidKeyException unusable) {
            throw new IllegalArgumentException("not an RSA key", unusable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("cannot sign", impossible);
        }
    }
}
