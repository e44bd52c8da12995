package io.paideia.channels.unionpay;

import io.paideia.channels.RsaProvider;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whether a certificate that came inside a message is UnionPay's: it leads back to a root that was
 * configured, is valid now, is no authority itself, and bears UnionPay's name. A key that merely
 * verifies its own message proves nothing, for anybody can send one. Lists of revoked certificates
 * are not fetched. Source: verifyCertificate of UnionPay's published Java example. Thread-safe.
 */
final class UnionPayTrust {

    /** UnionPay has one certificate at a time, and two while it changes. */
    private static final int REMEMBERED = 16;

    private static final int LONGEST_PEM = 16 * 1024;

    private final List<X509Certificate> roots;
    private final List<X509Certificate> intermediates;
    private final String signer;
    private final Clock clock;
    private final Map<String, Trusted> known = new ConcurrentHashMap<>();

    private record Trusted(PublicKey key, Instant from, Instant until) {}

    UnionPayTrust(UnionPaySettings settings, Clock clock) {
        this.signer = settings.signer();
        this.clock = clock;
        try {
            this.roots =
                    UnionPayFiles.certificates(UnionPayFiles.text(settings.rootCertificates()));
            this.intermediates =
                    UnionPayFiles.certificates(
                            UnionPayFiles.text(settings.intermediateCertificates()));
        } catch (CertificateException e) {
            throw new IllegalStateException("UnionPay's root certificates are not PEM", e);
        }
        if (roots.isEmpty()) {
            throw new IllegalStateException("UnionPay's root-certificates are empty");
        }
    }

    /** The key of a certificate that can be trusted now. */
    Optional<PublicKey> key(String pem) {
        Instant now = clock.instant();
        Trusted trusted = known.get(pem);
        if (trusted == null) {
            if (pem.isBlank() || pem.length() > LONGEST_PEM) {
                return Optional.empty();
            }
            try {
                trusted = examine(pem, now);
            } catch (GeneralSecurityException | InvalidNameException untrusted) {
                return Optional.empty();
            }
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            known.put(pem, trusted);
        }
        return now.isBefore(trusted.from()) || now.isAfter(trusted.until())
                ? Optional.empty()
                : Optional.of(trusted.key());
    }

    private Trusted examine(String pem, Instant now)
            throws GeneralSecurityException, InvalidNameException {
        List<X509Certificate> sent = UnionPayFiles.certificates(pem);
        if (sent.size() != 1) {
            throw new CertificateException("one certificate is expected");
        }
        X509Certificate certificate = sent.getFirst();
        if (certificate.getBasicConstraints() >= 0 || !named(certificate)) {
            throw new CertificateException("not UnionPay's");
        }
        List<X509Certificate> path = path(certificate, now);
        return new Trusted(
                RsaProvider.keys()
                        .generatePublic(
                                new X509EncodedKeySpec(certificate.getPublicKey().getEncoded())),
                path.stream()
                        .map(one -> one.getNotBefore().toInstant())
                        .max(Instant::compareTo)
                        .orElseThrow(),
                path.stream()
                        .map(one -> one.getNotAfter().toInstant())
                        .min(Instant::compareTo)
                        .orElseThrow());
    }

    private List<X509Certificate> path(X509Certificate certificate, Instant now)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        PKIXBuilderParameters rules =
                new PKIXBuilderParameters(
                        roots.stream()
                                .map(root -> new TrustAnchor(root, null))
                                .collect(Collectors.toSet()),
                        target);
        List<X509Certificate> all = new ArrayList<>(intermediates);
        all.add(certificate);
        rules.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
        rules.setRevocationEnabled(false);
        rules.setDate(Date.from(now));
        return CertPathBuilder.getInstance("PKIX")
                .build(rules)
                .getCertPath()
                .getCertificates()
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** The common name is {@code 041@<number>@<who>@<number>}. */
    private boolean named(X509Certificate certificate) throws InvalidNameException {
        for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                List<String> parts = List.of(part.getValue().toString().split("@", -1));
                return parts.size() >= 3 && parts.get(2).equals(signer);
            }
        }
        return false;
    }
}
