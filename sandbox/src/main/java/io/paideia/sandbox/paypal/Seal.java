package io.paideia.sandbox.paypal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.RsaProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The keys that webhooks are signed with, and their certificates: a root, one issuer, a signer and
 * the signer that replaces it one day. Keys are made when they are first needed. Safe for all
 * threads.
 */
final class Seal {

    private static final String ROOT = "Paideia Sandbox Root CA";
    private static final String ISSUER = "Paideia Sandbox Issuing CA";
    private static final String SIGNER = "messageverificationcerts.sandbox.paypal.com";

    private final KeyFiles files;
    private final Map<String, KeyPair> made = new HashMap<>();

    /** One who signs: the last part of its certificate's address, and its keys' name. */
    enum Signer {
        CURRENT("CERT-360caa42-fca2a594-0a1b2c3d", "paypal-webhook"),
        NEXT("CERT-360caa42-fca2a594-4e5f6a7b", "paypal-webhook-next");

        private final String certificate;
        private final String keys;

        Signer(String certificate, String keys) {
            this.certificate = certificate;
            this.keys = keys;
        }

        String certificate() {
            return certificate;
        }
    }

    Seal(KeyFiles files) {
        this.files = files;
    }

    /** What a merchant trusts. */
    String rootPem() {
        KeyPair root = keys("paypal-root");
        return CertificateMaker.pem(CertificateMaker.authority(ROOT, root, ROOT, root));
    }

    /** A signer's certificate with the one that vouches for it, by the last part of its address. */
    Optional<String> chainPem(String certificate) {
        for (Signer signer : Signer.values()) {
            if (signer.certificate().equals(certificate)) {
                KeyPair issuer = keys("paypal-issuer");
                return Optional.of(
                        CertificateMaker.pem(
                                        CertificateMaker.signer(
                                                SIGNER, keys(signer.keys), ISSUER, issuer))
                                + CertificateMaker.pem(
                                        CertificateMaker.authority(
                                                ISSUER, issuer, ROOT, keys("paypal-root"))));
            }
        }
        return Optional.empty();
    }

    String sign(Signer signer, String text) {
        try {
            Signature signature = RsaProvider.sha256();
            signature.initSign(keys(signer.keys).getPrivate());
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the webhook cannot be signed", unusable);
        }
    }

    /** What is signed of a message. */
    static String content(String id, String time, String webhookId, byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return String.join("|", id, time, webhookId, Long.toString(sum.getValue()));
    }

    private synchronized KeyPair keys(String name) {
        return made.computeIfAbsent(name, files::rsa);
    }
}
