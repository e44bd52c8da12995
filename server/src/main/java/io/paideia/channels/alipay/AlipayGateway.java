package io.paideia.channels.alipay;

import io.paideia.channels.Wire;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls Alipay's gateway of version 2: common parameters, signature, answer and its signature.
 * Thread-safe.
 */
final class AlipayGateway implements AlipayTransport {

    private final AlipaySettings settings;
    private final @Nullable AlipayCertificates certificates;
    private final AlipaySignature signature;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Wire wire;

    AlipayGateway(
            AlipaySettings settings,
            @Nullable AlipayCertificates certificates,
            AlipaySignature signature,
            JsonMapper mapper,
            Clock clock) {
        this.settings = settings;
        this.certificates = certificates;
        this.signature = signature;
        this.mapper = mapper;
        this.clock = clock;
        this.wire = new Wire("Alipay", settings.timeout());
    }

    @Override
    public Answer call(String method, Map<String, ?> business) {
        Map<String, String> parameters = signed(method, business, Map.of());
        String content = parameters.remove("biz_content");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(settings.gateway() + "?" + query(parameters)))
                        .header("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "biz_content=" + encode(String.valueOf(content))));
        return switch (wire.send(request)) {
            case Wire.Reply.Answered answer when answer.status() == 200 ->
                    read(method, answer.body());
            case Wire.Reply.Answered answer ->
                    new Answer.NoAnswer("HTTP status " + answer.status());
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
        };
    }

    /** The address of a page at Alipay, for the buyer's browser. */
    String pageUrl(String method, Map<String, ?> business, Map<String, String> further) {
        return settings.gateway() + "?" + query(signed(method, business, further));
    }

    /** What an app hands to Alipay's app. */
    String orderString(String method, Map<String, ?> business) {
        return query(signed(method, business, Map.of()));
    }

    /** Whether calls carry certificates, which Alipay demands where money goes out. */
    boolean hasCertificates() {
        return certificates != null;
    }

    /** Decodes a form; of a repeated name the first counts, as in what was signed. */
    static Map<String, String> form(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(
                        decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private Map<String, String> signed(
            String method, Map<String, ?> business, Map<String, String> further) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("app_id", settings.appId());
        parameters.put("method", method);
        parameters.put("format", "json");
        parameters.put("charset", "utf-8");
        parameters.put("sign_type", "RSA2");
        parameters.put("timestamp", AlipayTimes.format(clock.instant()));
        parameters.put("version", "1.0");
        parameters.put("notify_url", settings.notifyUrl().toString());
        if (certificates != null) {
            parameters.put("app_cert_sn", certificates.app());
            parameters.put("alipay_root_cert_sn", certificates.root());
        }
        parameters.putAll(further);
        parameters.put("biz_content", mapper.writeValueAsString(business));
        parameters.put("sign", signature.sign(parameters));
        return parameters;
    }

    private Answer read(String method, String text) {
        try {
            JsonNode whole = mapper.readTree(text);
            String name = method.replace('.', '_') + "_response";
            if (whole.get(name) == null) {
                // A refusal by the gateway itself comes unsigned, so it proves nothing about the
                // order.
                return new Answer.NoAnswer("Gateway error: " + whole.path("error_response"));
            }
            String raw = rawObject(text, name);
            String sign = whole.path("sign").asString("");
            if (raw == null || sign.isEmpty() || !signature.verifiesAnswer(raw, sign)) {
                return new Answer.NoAnswer("The answer's signature is not Alipay's");
            }
            // Only what was signed is read: the same name may stand in the answer twice.
            return given(mapper.readTree(raw));
        } catch (JacksonException e) {
            return new Answer.NoAnswer("The answer is not JSON");
        }
    }

    private static Answer given(JsonNode body) {
        return new Answer.Given(
                body.path("code").asString(""),
                body.path("sub_code").asString(""),
                body.path("sub_msg").asString(body.path("msg").asString("")),
                body);
    }

    /** The answer's object exactly as it was sent, from its opening to its closing brace. */
    static @Nullable String rawObject(String text, String name) {
        int key = text.indexOf("\"" + name + "\"");
        int begin = key < 0 ? -1 : text.indexOf('{', key + name.length() + 2);
        if (begin < 0) {
            return null;
        }
        int depth = 0;
        boolean quoted = false;
        for (int i = begin; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return text.substring(begin, i + 1);
            }
        }
        return null;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
