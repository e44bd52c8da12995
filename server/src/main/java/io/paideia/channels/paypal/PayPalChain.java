package io.paideia.channels.paypal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate leads to a root that we trust, by PKIX (RFC 5280). Revocation is not asked
 * for, because that would be a call to a third party for each notice. Thread-safe.
 */
final class PayPalChain {

    private final Set<TrustAnchor> roots;

    private PayPalChain(Set<TrustAnchor> roots) {
        this.roots = roots;
    }

    /**
     * @param root PEM, or a file of it; null for Java's own roots
     * @throws IllegalStateException if there is no root in it
     */
    static PayPalChain of(@Nullable String root) {
        try {
            Set<TrustAnchor> anchors = new HashSet<>();
            for (X509Certificate certificate : root == null ? javas() : parse(stream(root))) {
                anchors.add(new TrustAnchor(certificate, null));
            }
            if (anchors.isEmpty()) {
                throw new IllegalStateException("PayPal's trust root holds no certificate");
            }
            return new PayPalChain(anchors);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PayPal's trust root cannot be read", e);
        }
    }

    /**
     * @param sent whatever came with it to complete the chain
     */
    boolean trusts(X509Certificate certificate, List<X509Certificate> sent, Instant at) {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(certificate);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, leaf);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException untrusted) {
            return false;
        }
    }

    static List<X509Certificate> parse(InputStream pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** Its common name, empty if it has none. */
    static String name(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .findFirst()
                            .orElse("");
        } catch (InvalidNameException none) {
            return "";
        }
    }

    private static InputStream stream(String root) {
        if (!root.startsWith("file:")) {
            return new ByteArrayInputStream(root.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return new ByteArrayInputStream(Files.readAllBytes(Path.of(root.substring(5))));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read PayPal's trust root", e);
        }
    }

    private static List<X509Certificate> javas() throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .toList();
    }
}
