package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Certificates;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/** A platform certificate under the serial number by which signatures name it. Immutable. */
record Certificate(String serial, String pem, Instant from, Instant until) {

    private static final X500Principal ISSUER = new X500Principal("CN=Sandbox Root CA");

    /**
     * The same key gives the same certificate at every start. Merchants do not check who issued.
     */
    static Certificate of(KeyPair pair, String owner) {
        String serial = serial(pair.getPublic());
        X509Certificate certificate =
                Certificates.signer(
                        new Certificates.Issuer(ISSUER, pair.getPrivate()),
                        new Certificates.Subject(
                                "CN=" + owner, pair.getPublic(), new BigInteger(serial, 16)));
        return new Certificate(
                serial,
                Certificates.pem(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Forty hexadecimal digits that depend on the key alone. */
    static String serial(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
            // Positive, and without a leading zero that would shorten it.
            digest[0] = (byte) ((digest[0] & 0x3f) | 0x40);
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
