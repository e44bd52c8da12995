package io.paideia.channels.unionpay;

import io.paideia.sandbox.engine.Certificates;
import io.paideia.sandbox.engine.Certificates.Issuer;
import io.paideia.sandbox.engine.Certificates.Subject;
import io.paideia.sandbox.engine.KeyFiles;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** A chain of certificates of the tests' own, and what UnionPay would sign with it. */
final class Authority {

    static final String UNIONPAY = "中国银联股份有限公司";
    static final String MERCHANT = "777290058110048";

    private static final String ROOT = "CN=Test CS CA,C=CN";
    private static final KeyPair TOP = pair();
    private static final KeyPair MERCHANTS = pair();

    private final KeyPair signing = pair();
    private final X509Certificate certificate;
    private final X509Certificate root;

    Authority(String commonName) {
        this(commonName, TOP);
    }

    private Authority(String commonName, KeyPair top) {
        Issuer issuer = new Issuer(new X500Principal(ROOT), top.getPrivate());
        this.root =
                Certificates.authority(issuer, new Subject(ROOT, top.getPublic(), BigInteger.ONE));
        this.certificate =
                Certificates.signer(
                        issuer,
                        new Subject(
                                "CN=" + commonName, signing.getPublic(), BigInteger.valueOf(77)));
    }

    static Authority genuine() {
        return new Authority("041@831@" + UNIONPAY + "@00016495");
    }

    /** Names itself like the genuine one, and issued itself. */
    static Authority impostor() {
        return new Authority("041@831@" + UNIONPAY + "@00016495", pair());
    }

    UnionPaySettings settings(URI gateway, UnionPaySettings.SameDay sameDay) {
        return new UnionPaySettings(
                MERCHANT,
                KeyFiles.privatePem(MERCHANTS),
                "69903319369",
                null,
                null,
                Certificates.pem(root),
                "",
                UNIONPAY,
                gateway,
                gateway,
                URI.create("http://127.0.0.1:9/channels/unionpay/notify"),
                sameDay,
                Duration.ofSeconds(5));
    }

    KeyPair pairOfSigner() {
        return signing;
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** The fields with what every message has, the certificate and a signature over all of it. */
    Map<String, String> signed(Map<String, String> fields) {
        TreeMap<String, String> all = new TreeMap<>(fields);
        all.putIfAbsent("version", "5.1.0");
        all.putIfAbsent("signMethod", "01");
        all.putIfAbsent("merId", MERCHANT);
        all.put("signPubKeyCert", Certificates.pem(certificate).strip());
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signing.getPrivate());
            signature.update(
                    UnionPaySignature.digest(UnionPaySignature.content(all, field -> true)));
            all.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String answer(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            return rsa.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
