package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import io.paideia.sandbox.engine.KeyFiles;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/**
 * The keys of both sides and their certificates, all issued by one root. The next pair is what
 * Alipay signs with once it has changed its certificate.
 */
record Papers(
        KeyPair app,
        KeyPair alipay,
        KeyPair next,
        X509Certificate root,
        X509Certificate appCertificate,
        X509Certificate alipayCertificate,
        X509Certificate nextCertificate) {

    private static final String AUTHORITY =
            "CN=Paideia Sandbox Certification Authority R1,OU=Certification Authority,O=Paideia"
                    + " Sandbox,C=CN";

    static Papers of(KeyFiles keys, String appId, String sellerId) {
        KeyPair authority = keys.rsa("alipay-root");
        KeyPair app = keys.rsa("alipay-app");
        KeyPair alipay = keys.rsa("alipay-gateway");
        KeyPair next = keys.rsa("alipay-gateway-next");
        Issuer issuer = new Issuer(new X500Principal(AUTHORITY), authority.getPrivate());
        return new Papers(
                app,
                alipay,
                next,
                Certificates.authority(issuer, subject(AUTHORITY, authority, 1)),
                Certificates.signer(
                        issuer,
                        subject("CN=" + sellerId + "-" + appId + ",OU=Alipay,C=CN", app, 2)),
                Certificates.signer(issuer, subject("CN=Alipay,C=CN", alipay, 3)),
                Certificates.signer(issuer, subject("CN=Alipay,C=CN", next, 4)));
    }

    /** MD5 over the issuer's name and the serial number in decimal. */
    static String number(X509Certificate certificate) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(
                    certificate
                            .getIssuerX500Principal()
                            .getName(X500Principal.RFC2253)
                            .getBytes(StandardCharsets.UTF_8));
            digest.update(
                    certificate.getSerialNumber().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Subject subject(String name, KeyPair pair, long serial) {
        BigInteger number = BigInteger.valueOf(2026_1121_0000_0000L + serial);
        return new Subject(name, pair.getPublic(), number);
    }
}
