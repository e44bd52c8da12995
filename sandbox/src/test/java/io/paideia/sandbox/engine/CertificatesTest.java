package io.paideia.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is issued, the JDK reads as it was meant. */
final class CertificatesTest {

    private static final String ROOT = "CN=Root, O=沙箱, C=CN";

    @TempDir Path folder;

    @Test
    void issuesWhatTheJdkReads() throws GeneralSecurityException {
        KeyFiles keys = new KeyFiles(folder);
        KeyPair top = keys.rsa("top");
        KeyPair own = keys.rsa("own");
        Issuer self = new Issuer(new X500Principal(ROOT), top.getPrivate());
        X509Certificate root =
                Certificates.authority(self, new Subject(ROOT, top.getPublic(), BigInteger.ONE));
        BigInteger serial = new BigInteger("69903319369");
        X509Certificate signer =
                Certificates.signer(
                        Issuer.of(root, top.getPrivate()),
                        new Subject("CN=041@1@中国银联股份有限公司@2", own.getPublic(), serial));

        root.verify(top.getPublic());
        signer.verify(root.getPublicKey());
        signer.checkValidity();
        assertThatThrownBy(() -> signer.verify(own.getPublic()))
                .isInstanceOf(SignatureException.class);
        assertThat(signer.getVersion()).isEqualTo(3);
        assertThat(signer.getSerialNumber()).isEqualTo(serial);
        assertThat(signer.getIssuerX500Principal()).isEqualTo(new X500Principal(ROOT));
        assertThat(signer.getSubjectX500Principal().getName()).isEqualTo("CN=041@1@中国银联股份有限公司@2");
        assertThat(signer.getPublicKey().getEncoded()).isEqualTo(own.getPublic().getEncoded());
        assertThat(signer.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(signer.getBasicConstraints()).isEqualTo(-1);
        // Of the nine uses: digitalSignature and nonRepudiation, or keyCertSign and cRLSign.
        assertThat(signer.getKeyUsage()).startsWith(true, true, false);
        assertThat(root.getKeyUsage())
                .startsWith(false, false, false, false, false, true, true, false);
    }

    @Test
    void issuesTheSameAgainFromTheSameKeys() {
        KeyPair top = new KeyFiles(folder).rsa("top");
        Issuer self = new Issuer(new X500Principal(ROOT), top.getPrivate());
        Subject subject = new Subject(ROOT, top.getPublic(), BigInteger.TEN);

        assertThat(Certificates.pem(Certificates.authority(self, subject)))
                .isEqualTo(Certificates.pem(Certificates.authority(self, subject)))
                .startsWith("-----BEGIN CERTIFICATE-----\n");
    }
}
