package io.paideia.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A shop at UnionPay that shares no code with the sandbox: it signs and verifies by itself. */
final class UnionPayShop {

    private final Map<String, String> credentials;
    private final Merchant http;
    private final PrivateKey key;

    UnionPayShop(Scene scene) {
        this.credentials = scene.sandbox.credentials("unionpay", URI.create(scene.box.address()));
        this.http = scene.shop;
        try {
            byte[] der =
                    Base64.getMimeDecoder()
                            .decode(credential("private-key").replaceAll("-----[A-Z ]+-----", ""));
            this.key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /** An order for 99.00 by code. */
    Map<String, String> order(String reference) {
        return new HashMap<>(
                Map.of(
                        "txnType", "01",
                        "txnSubType", "07",
                        "bizType", "000000",
                        "channelType", "08",
                        "orderId", reference,
                        "txnTime", "20261121120000",
                        "txnAmt", "9900",
                        "currencyCode", "156",
                        "backUrl", credential("notify-url")));
    }

    Map<String, String> back(String type, String reference, String queryId, String fen) {
        return new HashMap<>(
                Map.of(
                        "txnType",
                        type,
                        "txnSubType",
                        "00",
                        "bizType",
                        "000000",
                        "orderId",
                        reference,
                        "txnTime",
                        "20261121120500",
                        "txnAmt",
                        fen,
                        "origQryId",
                        queryId,
                        "backUrl",
                        credential("notify-url")));
    }

    Map<String, String> query(String reference, String txnTime) {
        return call(
                "queryTrans.do",
                Map.of(
                        "txnType", "00",
                        "txnSubType", "00",
                        "bizType", "000000",
                        "orderId", reference,
                        "txnTime", txnTime));
    }

    Map<String, String> create(String reference) {
        return call("backTransReq.do", order(reference));
    }

    Map<String, String> call(String page, Map<String, String> fields) {
        HttpResponse<String> response = post(page, signed(fields));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        Map<String, String> answer = new HashMap<>();
        for (String pair : response.body().split("&", -1)) {
            int equals = pair.indexOf('=');
            answer.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        if (!isGenuine(answer)) {
            throw new IllegalStateException("not UnionPay's: " + response.body());
        }
        return answer;
    }

    HttpResponse<String> post(String page, Map<String, String> fields) {
        URI to =
                page.isEmpty()
                        ? URI.create(credential("file-gateway"))
                        : URI.create(credential("gateway")).resolve(page);
        return http.send(
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                        .POST(BodyPublishers.ofString(Merchant.form(fields))));
    }

    Map<String, String> signed(Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(fields);
        all.putIfAbsent("version", "5.1.0");
        all.putIfAbsent("encoding", "UTF-8");
        all.putIfAbsent("signMethod", "01");
        all.putIfAbsent("accessType", "0");
        all.putIfAbsent("merId", credential("mer-id"));
        all.putIfAbsent("certId", credential("cert-id"));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(digest(all));
            all.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            return all;
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    /** Whether UnionPay signed it, with a certificate that leads to the root. */
    boolean isGenuine(Map<String, String> fields) {
        try {
            X509Certificate certificate = certificate(fields.getOrDefault("signPubKeyCert", ""));
            PKIXParameters rules =
                    new PKIXParameters(
                            Set.of(
                                    new TrustAnchor(
                                            certificate(credential("root-certificates")), null)));
            rules.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(
                                            List.of(
                                                    certificate,
                                                    certificate(
                                                            credential(
                                                                    "intermediate-certificates")))),
                            rules);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate);
            signature.update(digest(fields));
            return signature.verify(Base64.getDecoder().decode(fields.get("signature")));
        } catch (GeneralSecurityException untrusted) {
            return false;
        }
    }

    static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
    }

    String credential(String name) {
        return Objects.requireNonNull(credentials.get(name));
    }

    private static byte[] digest(Map<String, String> fields) throws GeneralSecurityException {
        String text =
                new TreeMap<>(fields)
                        .entrySet().stream()
                                .filter(field -> !field.getKey().equals("signature"))
                                .map(field -> field.getKey() + "=" + field.getValue())
                                .collect(Collectors.joining("&"));
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)))
                .getBytes(US_ASCII);
    }
}
