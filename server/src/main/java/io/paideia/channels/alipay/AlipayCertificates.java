package io.paideia.channels.alipay;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Certificate mode: the numbers that calls carry, and Alipay's keys. A number is the MD5 of the
 * issuer's name (RFC 2253) and the decimal serial number; of the roots, those that are signed with
 * RSA count, joined by underscores. Source: AntCertificationUtil of Alipay's SDK. Immutable.
 *
 * @param app the number of our certificate
 * @param root the number of Alipay's roots
 */
record AlipayCertificates(String app, String root, List<Key> alipay) {

    /**
     * A key that signs for Alipay.
     *
     * @param from when its certificate and the one above it begin to count
     */
    record Key(PublicKey key, Instant from, Instant until) {

        boolean counts(Instant at) {
            return !at.isBefore(from) && !at.isAfter(until);
        }
    }

    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----", Pattern.DOTALL);

    /** 1.2.840.113549.1.1, in DER: what every certificate contains that was signed with RSA. */
    private static final String RSA = "2a864886f70d0101";

    /** Null where the account has a public key instead. */
    static @Nullable AlipayCertificates of(AlipaySettings settings) {
        String app = given(settings.appCert());
        String alipay = given(settings.alipayCert());
        String root = given(settings.rootCert());
        if (app == null && alipay == null && root == null) {
            return null;
        }
        if (app == null || alipay == null || root == null) {
            throw new IllegalStateException(
                    "Alipay's certificate mode needs app-cert, alipay-cert and root-cert");
        }
        List<X509Certificate> roots = read("root-cert", root);
        return new AlipayCertificates(
                number(read("app-cert", app).getFirst()),
                roots.stream().map(AlipayCertificates::number).collect(Collectors.joining("_")),
                keys(roots, read("alipay-cert", alipay)));
    }

    /**
     * Alipay's file may hold, beside the certificates that sign, authorities between them and the
     * roots; those vouch and do not sign.
     */
    private static List<Key> keys(List<X509Certificate> roots, List<X509Certificate> theirs) {
        List<X509Certificate> issuers = new ArrayList<>(roots);
        for (X509Certificate authority : theirs) {
            if (authority.getBasicConstraints() >= 0) {
                issuer(roots, authority);
                issuers.add(authority);
            }
        }
        List<Key> keys = new ArrayList<>();
        for (X509Certificate certificate : theirs) {
            if (certificate.getBasicConstraints() < 0) {
                X509Certificate issuer = issuer(issuers, certificate);
                keys.add(
                        new Key(
                                AlipaySignature.key(certificate.getPublicKey().getEncoded()),
                                later(
                                        certificate.getNotBefore().toInstant(),
                                        issuer.getNotBefore().toInstant()),
                                earlier(
                                        certificate.getNotAfter().toInstant(),
                                        issuer.getNotAfter().toInstant())));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("Alipay's alipay-cert holds authorities alone");
        }
        return List.copyOf(keys);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** A setting that is left empty is none. */
    private static @Nullable String given(@Nullable String setting) {
        return setting == null || setting.isBlank() ? null : setting;
    }

    static String number(X509Certificate certificate) {
        String named =
                certificate.getIssuerX500Principal().getName() + certificate.getSerialNumber();
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("MD5")
                                    .digest(named.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads those that are signed with RSA. Alipay's roots contain one of the Chinese standard SM2
     * too, which the JDK cannot read and which does not count.
     */
    static List<X509Certificate> read(String setting, String given) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher blocks = BLOCK.matcher(AlipaySignature.text(given));
            while (blocks.find()) {
                byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
                if (HexFormat.of().formatHex(der).contains(RSA)) {
                    certificates.add(
                            (X509Certificate)
                                    factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new IllegalStateException("Alipay's " + setting + " cannot be read", malformed);
        }
        if (certificates.isEmpty()) {
            throw new IllegalStateException("Alipay's " + setting + " holds no RSA certificate");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate issuer(
            List<X509Certificate> issuers, X509Certificate certificate) {
        return issuers.stream()
                .filter(issuer -> isIssuedBy(issuer.getPublicKey(), certificate))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "None of root-cert issued Alipay's alipay-cert"));
    }

    private static boolean isIssuedBy(PublicKey issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer);
            return true;
        } catch (GeneralSecurityException other) {
            return false;
        }
    }
}
