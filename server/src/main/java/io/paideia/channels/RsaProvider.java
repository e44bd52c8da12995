package io.paideia.channels;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever signs with RSA fastest on this machine: Amazon's Corretto provider where its native
 * library runs, else the JDK. A signature of 2048 bits takes the JDK about a millisecond, which is
 * most of what a payment costs. Keys must come from {@link #keys}, or they are translated at each
 * use. Thread-safe; what it returns is confined to one thread.
 */
public final class RsaProvider {

    private static final Logger log = LoggerFactory.getLogger(RsaProvider.class);
    private static final @Nullable Provider FASTEST = find();

    private RsaProvider() {}

    /** PKCS#1 v1.5. */
    private static Signature sha256() throws GeneralSecurityException {
        return FASTEST == null
                ? Signature.getInstance("SHA256withRSA")
                : Signature.getInstance("SHA256withRSA", FASTEST);
    }

    /**
     * Signs with SHA-256 and RSA.
     *
     * @param key from {@link #keys}
     */
    public static byte[] sign(byte[] content, PrivateKey key) {
        try {
            Signature signature = sha256();
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing failed", e);
        }
    }

    /** Whether the key signed this content; false too for what is no signature at all. */
    public static boolean verifies(byte[] content, byte[] sign, PublicKey key) {
        try {
            Signature signature = sha256();
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(sign);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The same of a signature in Base64; false too if it is none. */
    public static boolean verifies(byte[] content, String base64, PublicKey key) {
        try {
            return verifies(content, Base64.getDecoder().decode(base64), key);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    public static KeyFactory keys() throws GeneralSecurityException {
        return FASTEST == null
                ? KeyFactory.getInstance("RSA")
                : KeyFactory.getInstance("RSA", FASTEST);
    }

    private static @Nullable Provider find() {
        try {
            for (Provider provider : ServiceLoader.load(Provider.class)) {
                if (provider.getName().equals("AmazonCorrettoCryptoProvider")
                        && provider.getService("Signature", "SHA256withRSA") != null) {
                    return provider;
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            log.info("The native RSA provider does not run here, the JDK signs", e);
        }
        return null;
    }
}
