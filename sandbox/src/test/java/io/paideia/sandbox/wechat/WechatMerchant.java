package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shop that knows nothing of the sandbox but its credentials: it signs, verifies and opens by its
 * own few lines, so that a mistake in the sandbox's signatures cannot hide behind itself.
 */
final class WechatMerchant {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, String> credentials;
    private final PrivateKey key;
    private final Map<String, PublicKey> platform = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    /** How old its signatures are. */
    long secondsAgo;

    /** The key that it claims to know. */
    String serial;

    WechatMerchant(Map<String, String> credentials) {
        this.credentials = credentials;
        this.serial = credential("public-key-id");
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            key = rsa.generatePrivate(new PKCS8EncodedKeySpec(der(credential("private-key"))));
            platform.put(
                    serial,
                    rsa.generatePublic(new X509EncodedKeySpec(der(credential("public-key")))));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    String credential(String name) {
        return Objects.requireNonNull(credentials.get(name));
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    HttpResponse<String> post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body));
    }

    /** The body of an answer, whose signature must be good. */
    JsonNode verified(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status || !isSigned(answer)) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    boolean isSigned(HttpResponse<String> answer) {
        // The JDK's client forgets the case of names; a test of its own looks at that.
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of("Timestamp", "Nonce", "Serial", "Signature")) {
            headers.put(
                    "Wechatpay-" + name,
                    answer.headers().firstValue("Wechatpay-" + name).orElse(""));
        }
        return isSigned(headers, answer.body());
    }

    boolean isSigned(Map<String, String> headers, String body) {
        PublicKey signer = platform.get(headers.getOrDefault("Wechatpay-Serial", ""));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(Objects.requireNonNull(signer, headers.toString()));
            signature.update(
                    (headers.get("Wechatpay-Timestamp")
                                    + "\n"
                                    + headers.get("Wechatpay-Nonce")
                                    + "\n"
                                    + body
                                    + "\n")
                            .getBytes(UTF_8));
            return signature.verify(
                    Base64.getDecoder()
                            .decode(Objects.requireNonNull(headers.get("Wechatpay-Signature"))));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Learns the platform's certificates as the SDKs do. */
    int learnCertificates() {
        JsonNode data = JSON.readTree(get("/v3/certificates").body()).get("data");
        for (JsonNode entry : data) {
            X509Certificate certificate = certificate(open(entry.get("encrypt_certificate")));
            String name =
                    certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
            if (!name.equals(entry.get("serial_no").asString())) {
                throw new AssertionError(name + " is not " + entry);
            }
            platform.put(name, certificate.getPublicKey());
        }
        return data.size();
    }

    private static X509Certificate certificate(String pem) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(pem.getBytes(UTF_8)));
            certificate.checkValidity();
            certificate.verify(certificate.getPublicKey());
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is sealed with the APIv3 key. */
    String open(JsonNode sealed) {
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(credential("api-v3-key").getBytes(UTF_8), "AES"),
                    new GCMParameterSpec(128, sealed.get("nonce").asString().getBytes(UTF_8)));
            gcm.updateAAD(sealed.get("associated_data").asString().getBytes(UTF_8));
            return new String(
                    gcm.doFinal(Base64.getDecoder().decode(sealed.get("ciphertext").asString())),
                    UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(credential("gateway") + path))
                        .header("Wechatpay-Serial", serial)
                        .header("Authorization", authorization(method, path, body));
        return send(
                body.isEmpty()
                        ? request
                        : request.header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)));
    }

    String authorization(String method, String path, String body) {
        String time = Long.toString(Instant.now().getEpochSecond() - secondsAgo);
        String nonce = UUID.randomUUID().toString().replace("-", "");
        String signature =
                sign(method + "\n" + path + "\n" + time + "\n" + nonce + "\n" + body + "\n");
        return "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",timestamp=\"%s\",serial_no=\"%s\",signature=\"%s\""
                .formatted(
                        credential("mch-id"),
                        nonce,
                        time,
                        credential("merchant-serial"),
                        signature);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
