package io.paideia.sandbox.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/**
 * Issues X.509 certificates for RSA keys, as the authorities behind the real providers do: version
 * 3, SHA256withRSA, with basicConstraints and keyUsage (RFC 5280). The JDK reads and checks
 * certificates but makes none in public. The same keys give the same certificate at each start, so
 * none is stored. Not for anything outside a sandbox.
 */
public final class Certificates {

    private static final String FROM = "200101000000Z";
    private static final String UNTIL = "491231235959Z";

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int VERSION_TAG = 0xA0;
    private static final int EXTENSIONS_TAG = 0xA3;

    /** Version 3, which is written as 2. */
    private static final byte[] V3 = hex("020102");

    /** 1.2.840.113549.1.1.11 and no parameters. */
    private static final byte[] SHA256_WITH_RSA = hex("300d06092a864886f70d01010b0500");

    private static final byte[] AUTHORITY = hex("300f0603551d130101ff040530030101ff");
    private static final byte[] MAY_ISSUE = hex("300e0603551d0f0101ff040403020106");
    private static final byte[] NO_AUTHORITY = hex("300c0603551d130101ff04023000");
    private static final byte[] MAY_SIGN = hex("300e0603551d0f0101ff0404030206c0");

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Certificates() {}

    /** Who issues: the name and the key that it signs with. */
    public record Issuer(X500Principal name, PrivateKey key) {

        public static Issuer of(X509Certificate certificate, PrivateKey key) {
            return new Issuer(certificate.getSubjectX500Principal(), key);
        }
    }

    /** Whom a certificate is for. */
    public record Subject(String name, PublicKey key, BigInteger serial) {}

    /** For somebody who issues others, such as a root, which is its own issuer. */
    public static X509Certificate authority(Issuer issuer, Subject subject) {
        return issue(issuer, subject, AUTHORITY, MAY_ISSUE);
    }

    /** For somebody who signs messages. */
    public static X509Certificate signer(Issuer issuer, Subject subject) {
        return issue(issuer, subject, NO_AUTHORITY, MAY_SIGN);
    }

    public static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate without bytes", impossible);
        }
    }

    private static X509Certificate issue(
            Issuer issuer, Subject subject, byte[] constraints, byte[] usage) {
        byte[] content =
                tagged(
                        SEQUENCE,
                        tagged(VERSION_TAG, V3),
                        tagged(INTEGER, subject.serial().toByteArray()),
                        SHA256_WITH_RSA,
                        issuer.name().getEncoded(),
                        tagged(
                                SEQUENCE,
                                tagged(UTC_TIME, FROM.getBytes(US_ASCII)),
                                tagged(UTC_TIME, UNTIL.getBytes(US_ASCII))),
                        new X500Principal(subject.name()).getEncoded(),
                        subject.key().getEncoded(),
                        tagged(EXTENSIONS_TAG, tagged(SEQUENCE, constraints, usage)));
        try {
            byte[] whole =
                    tagged(
                            SEQUENCE,
                            content,
                            SHA256_WITH_RSA,
                            tagged(
                                    BIT_STRING,
                                    new byte[1],
                                    RsaSignature.sign(content, issuer.key())));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("cannot issue for " + subject.name(), unusable);
        }
    }

    /** DER: a tag, the length of what follows, and what follows. */
    private static byte[] tagged(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 0x80) {
            whole.write(length);
        } else {
            byte[] number = BigInteger.valueOf(length).toByteArray();
            int first = number[0] == 0 ? 1 : 0;
            whole.write(0x80 | (number.length - first));
            whole.write(number, first, number.length - first);
        }
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
