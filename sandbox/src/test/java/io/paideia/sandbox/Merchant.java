package io.paideia.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shop that knows nothing of the sandbox but its credentials: it signs, sends and verifies by its
 * own few lines, so that a mistake in the sandbox's signatures cannot hide behind itself.
 */
final class Merchant {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, String> credentials;
    private final PrivateKey key;
    private final PublicKey alipayKey;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    Merchant(Map<String, String> credentials) {
        this.credentials = credentials;
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            this.key =
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(der(credential("private-key"))));
            this.alipayKey =
                    factory.generatePublic(new X509EncodedKeySpec(der(credential("public-key"))));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    private String credential(String name) {
        return Objects.requireNonNull(credentials.get(name));
    }

    /** Calls a method and returns the verified response object. */
    JsonNode call(String method, Map<String, ?> content) {
        return call(method, content, Map.of());
    }

    JsonNode call(String method, Map<String, ?> content, Map<String, String> common) {
        HttpResponse<String> response = post(signed(method, content, common));
        return verified(method, response);
    }

    JsonNode verified(String method, HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    "HTTP " + response.statusCode() + " " + response.body());
        }
        String name = "{\"" + method.replace('.', '_') + "_response\":";
        String body = response.body();
        int end = body.lastIndexOf(",\"sign\":\"");
        if (!body.startsWith(name) || end < 0) {
            throw new IllegalStateException("not a signed answer: " + body);
        }
        String raw = body.substring(name.length(), end);
        String sign = body.substring(end + 9, body.length() - 2);
        if (!verifies(raw, sign)) {
            throw new IllegalStateException("the answer's signature does not verify: " + body);
        }
        return JSON.readTree(raw);
    }

    /** The common parameters, the content and the signature. */
    Map<String, String> signed(String method, Map<String, ?> content, Map<String, String> common) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("app_id", credential("app-id"));
        fields.put("method", method);
        fields.put("format", "json");
        fields.put("charset", "utf-8");
        fields.put("sign_type", "RSA2");
        fields.put("timestamp", "2026-11-21 12:00:00");
        fields.put("version", "1.0");
        fields.put("biz_content", JSON.writeValueAsString(content));
        fields.putAll(common);
        fields.put("sign", sign(content(fields, false)));
        return fields;
    }

    HttpResponse<String> post(Map<String, String> fields) {
        return send(
                HttpRequest.newBuilder(URI.create(credential("gateway")))
                        .header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
                        .POST(BodyPublishers.ofString(form(fields))));
    }

    /** What a browser does with a signed address. */
    HttpResponse<String> get(Map<String, String> fields) {
        return send(HttpRequest.newBuilder(URI.create(credential("gateway") + "?" + form(fields))));
    }

    HttpResponse<String> open(String address, String language) {
        return send(
                HttpRequest.newBuilder(URI.create(address)).header("Accept-Language", language));
    }

    HttpResponse<String> press(String address, String action) {
        return send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("action=" + action)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether a notice or a browser's return bears Alipay's signature. */
    boolean isGenuine(Map<String, String> fields) {
        return verifies(content(fields, true), fields.getOrDefault("sign", ""));
    }

    private boolean verifies(String text, String sign) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(alipayKey);
            signature.update(text.getBytes(UTF_8));
            return signature.verify(Base64.getDecoder().decode(sign));
        } catch (GeneralSecurityException malformed) {
            return false;
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

    private static String content(Map<String, String> fields, boolean notice) {
        Map<String, String> sorted = new TreeMap<>(fields);
        sorted.remove("sign");
        if (notice) {
            sorted.remove("sign_type");
        }
        sorted.values().removeIf(String::isBlank);
        return sorted.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("&"));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }
}
