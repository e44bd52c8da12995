package io.paideia.sandbox.unionpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.RsaSignature;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;

/**
 * UnionPay's chain of certificates, its signatures, and the merchant's. Root and intermediate stand
 * for CFCA's. Safe for all threads.
 */
final class Signing {

    private static final String ROOT = "CN=Sandbox CS CA,O=Sandbox Certification Authority,C=CN";
    private static final String MIDDLE = "CN=Sandbox OCA1,O=Sandbox Certification Authority,C=CN";
    private static final String UNIONPAY =
            "CN=041@8310000000083040@中国银联股份有限公司@00016495,OU=Enterprises,O=Sandbox OCA1,C=CN";
    private static final String MERCHANT_CERT_ID = "69903319369";

    private final KeyFiles keys;
    private final KeyPair merchant;
    private final KeyPair authority;
    private final X509Certificate root;
    private final X509Certificate middle;
    private final Map<Seal, Sealed> seals = new ConcurrentHashMap<>();

    /** Whose signature a message bears. */
    enum Seal {
        CURRENT,
        /** The next certificate of the same chain. */
        ROTATED,
        /** One that a stranger made, with UnionPay's name and the stranger's own authority. */
        IMPOSTOR
    }

    private record Sealed(KeyPair pair, String certificate) {}

    Signing(KeyFiles keys) {
        this.keys = keys;
        this.merchant = keys.rsa("unionpay-merchant");
        this.authority = keys.rsa("unionpay-middle");
        KeyPair top = keys.rsa("unionpay-root");
        Issuer issuer = new Issuer(new X500Principal(ROOT), top.getPrivate());
        this.root = Certificates.authority(issuer, subject(ROOT, top, 1001));
        this.middle = Certificates.authority(issuer, subject(MIDDLE, authority, 1002));
    }

    String rootPem() {
        return Certificates.pem(root);
    }

    String middlePem() {
        return Certificates.pem(middle);
    }

    String merchantKeyPem() {
        return KeyFiles.privatePem(merchant);
    }

    String merchantCertId() {
        return MERCHANT_CERT_ID;
    }

    /** The fields sorted, then the certificate and the signature, as UnionPay sends them. */
    Map<String, String> signed(Map<String, String> fields, Seal seal) {
        Sealed sealed = seals.computeIfAbsent(seal, this::seal);
        Map<String, String> covered = new TreeMap<>(fields);
        covered.put("signPubKeyCert", sealed.certificate());
        Map<String, String> message = new LinkedHashMap<>(new TreeMap<>(fields));
        message.put("signPubKeyCert", sealed.certificate());
        message.put("signature", RsaSignature.sign(hexDigest(covered), sealed.pair().getPrivate()));
        return message;
    }

    /** Whether the merchant signed these fields. */
    boolean isMerchants(Map<String, String> fields) {
        Map<String, String> covered = new TreeMap<>(fields);
        covered.remove("signature");
        covered.values().removeIf(String::isEmpty);
        return MERCHANT_CERT_ID.equals(fields.get("certId"))
                && RsaSignature.verifies(
                        hexDigest(covered),
                        fields.getOrDefault("signature", ""),
                        merchant.getPublic());
    }

    private Sealed seal(Seal seal) {
        return switch (seal) {
            case CURRENT -> issued(keys.rsa("unionpay-signing"), authority, 1003);
            case ROTATED -> issued(keys.rsa("unionpay-signing-next"), authority, 1004);
            case IMPOSTOR -> {
                KeyPair stranger = keys.rsa("unionpay-impostor");
                yield issued(stranger, stranger, 1003);
            }
        };
    }

    private Sealed issued(KeyPair pair, KeyPair by, int serial) {
        X509Certificate certificate =
                Certificates.signer(
                        Issuer.of(middle, by.getPrivate()), subject(UNIONPAY, pair, serial));
        return new Sealed(pair, Certificates.pem(certificate).strip().replace("\n", "\r\n"));
    }

    private static Subject subject(String name, KeyPair pair, int serial) {
        return new Subject(name, pair.getPublic(), BigInteger.valueOf(serial));
    }

    private static String hexDigest(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(fields)
                .forEach(
                        (name, value) ->
                                text.append(text.isEmpty() ? "" : "&")
                                        .append(name)
                                        .append('=')
                                        .append(value));
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.toString().getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no SHA-256", impossible);
        }
    }
}
