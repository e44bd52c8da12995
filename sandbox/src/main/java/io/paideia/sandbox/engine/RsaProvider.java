package io.paideia.sandbox.engine;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever signs with RSA fastest on this machine: Amazon's Corretto provider where its native
 * library runs, else the JDK. A signature of 2048 bits takes the JDK about a millisecond, which is
 * most of what a trade costs. Keys must come from {@link #keys}, or they are translated at each
 * use. Thread-safe; what it returns is confined to one thread.
 */
final class RsaProvider {

    private static final Logger log = LoggerFactory.getLogger(RsaProvider.class);
    private static final @Nullable Provider FASTEST = find();

    private RsaProvider() {}

    /** SHA-256 with RSA, PKCS#1 v1.5. */
    static Signature sha256() throws GeneralSecurityException {
        return FASTEST == null
                ? Signature.getInstance("SHA256withRSA")
                : Signature.getInstance("SHA256withRSA", FASTEST);
    }

    static KeyFactory keys() throws GeneralSecurityException {
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
