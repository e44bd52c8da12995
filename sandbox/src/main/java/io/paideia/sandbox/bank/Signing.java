package io.paideia.sandbox.bank;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.RsaProvider;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** SHA256withRSA in Base64, in a header of its own. */
final class Signing {

    static final String HEADER = "Bank-Signature";

    private Signing() {}

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

    static boolean verify(String text, String base64, PublicKey key) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initVerify(key);
            signature.update(text.getBytes(UTF_8));
            return signature.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
