package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.RsaSignature;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.security.auth.x500.X500Principal;

/**
 * The keys that webhooks are signed with, and their certificates: a root, one issuer, a signer and
 * the signer that replaces it one day. Keys are made when they are first needed. Safe for all
 * threads.
 */
final class Seal {

    private static final String ROOT = "CN=Paideia Sandbox Root CA,O=Paideia Sandbox";
    private static final String ISSUER = "CN=Paideia Sandbox Issuing CA,O=Paideia Sandbox";
    private static final String SIGNER =
            "CN=messageverificationcerts.sandbox.paypal.com,O=Paideia Sandbox";

    private final KeyFiles files;
    private final Map<String, KeyPair> made = new HashMap<>();

    /** One who signs: the last part of its certificate's address, its keys' name, its number. */
    enum Signer {
        CURRENT("CERT-360caa42-fca2a594-0a1b2c3d", "paypal-webhook", 3),
        NEXT("CERT-360caa42-fca2a594-4e5f6a7b", "paypal-webhook-next", 4);

        private final String certificate;
        private final String keys;
        private final int serial;

        Signer(String certificate, String keys, int serial) {
            this.certificate = certificate;
            this.keys = keys;
            this.serial = serial;
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
        return Certificates.pem(authority(ROOT, "paypal-root", 1));
    }

    /** A signer's certificate with the one that vouches for it, by the last part of its address. */
    Optional<String> chainPem(String certificate) {
        for (Signer signer : Signer.values()) {
            if (signer.certificate().equals(certificate)) {
                X509Certificate issuer = authority(ISSUER, "paypal-issuer", 2);
                X509Certificate own =
                        Certificates.signer(
                                Issuer.of(issuer, keys("paypal-issuer").getPrivate()),
                                subject(SIGNER, signer.keys, signer.serial));
                return Optional.of(Certificates.pem(own) + Certificates.pem(issuer));
            }
        }
        return Optional.empty();
    }

    String sign(Signer signer, String text) {
        return RsaSignature.sign(text, keys(signer.keys).getPrivate());
    }

    /** What is signed of a message. */
    static String content(String id, String time, String webhookId, byte[] body) {
        CRC32 sum = new CRC32();
        sum.update(body);
        return String.join("|", id, time, webhookId, Long.toString(sum.getValue()));
    }

    /** One for whom the root vouches, or the root itself. */
    private X509Certificate authority(String name, String keys, int serial) {
        return Certificates.authority(
                new Issuer(new X500Principal(ROOT), keys("paypal-root").getPrivate()),
                subject(name, keys, serial));
    }

    private Subject subject(String name, String keys, int serial) {
        return new Subject(name, keys(keys).getPublic(), BigInteger.valueOf(serial));
    }

    private synchronized KeyPair keys(String name) {
        return made.computeIfAbsent(name, files::rsa);
    }
}
