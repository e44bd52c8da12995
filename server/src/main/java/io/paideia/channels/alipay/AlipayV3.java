package io.paideia.channels.alipay;

import io.paideia.channels.Wire;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls Alipay by version 3 of its protocol: a path for each method, JSON bodies, the signature in
 * a header. Version 3 leaves its refusals unsigned, whatever their code, so none of them is
 * believed: anybody on the way could end a charge by one, or have it begun again. The same call is
 * then made by version 2, which signs refusals too; every call bears a number of ours, by which
 * repeating it is harmless. Source: AlipayConfigUtil of Alipay's SDK for version 3. Thread-safe.
 */
final class AlipayV3 implements AlipayTransport {

    private static final Set<String> BY_GET =
            Set.of("alipay.data.dataservice.bill.downloadurl.query");
    private static final Set<String> LIMITS = Set.of("app-call-limited", "method-call-limited");
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final AlipaySettings settings;
    private final @Nullable AlipayCertificates certificates;
    private final AlipaySignature signature;
    private final AlipayTransport signing;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Wire wire;

    /**
     * @param signing carries the call again where the refusal is not signed
     */
    AlipayV3(
            AlipaySettings settings,
            @Nullable AlipayCertificates certificates,
            AlipaySignature signature,
            AlipayTransport signing,
            JsonMapper mapper,
            Clock clock) {
        this.settings = settings;
        this.certificates = certificates;
        this.signature = signature;
        this.signing = signing;
        this.mapper = mapper;
        this.clock = clock;
        this.wire = new Wire("Alipay", settings.timeout());
    }

    @Override
    public Answer call(String method, Map<String, ?> business) {
        return switch (wire.send(request(method, business))) {
            case Wire.Reply.NotSent none -> new Answer.NotSent(none.why());
            case Wire.Reply.NoAnswer none -> new Answer.NoAnswer(none.why());
            case Wire.Reply.Answered answer when isUnsignedRefusal(answer) ->
                    signing.call(method, business);
            case Wire.Reply.Answered answer -> read(answer);
        };
    }

    private HttpRequest.Builder request(String method, Map<String, ?> business) {
        boolean get = BY_GET.contains(method);
        String path = "/v3/" + method.replace('.', '/');
        String uri = get ? path + "?" + query(business) : path;
        String body = get ? "" : mapper.writeValueAsString(complete(method, business));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.gateway().resolve(uri))
                        .header("Authorization", authorization(get ? "GET" : "POST", uri, body))
                        .header("alipay-request-id", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json");
        if (certificates != null) {
            request.header("alipay-root-cert-sn", certificates.root());
        }
        return get ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** The address for notices stands among the order's own fields here. */
    private Map<String, ?> complete(String method, Map<String, ?> business) {
        if (!method.equals("alipay.trade.precreate")) {
            return business;
        }
        Map<String, Object> complete = new HashMap<>(business);
        complete.put("notify_url", settings.notifyUrl().toString());
        return complete;
    }

    private String authorization(String method, String uri, String body) {
        String given =
                "app_id="
                        + settings.appId()
                        + (certificates == null ? "" : ",app_cert_sn=" + certificates.app())
                        + ",nonce="
                        + UUID.randomUUID()
                        + ",timestamp="
                        + clock.millis();
        String content = given + "\n" + method + "\n" + uri + "\n" + body + "\n";
        return "ALIPAY-SHA256withRSA " + given + ",sign=" + signature.sign(content);
    }

    private Answer read(Wire.Reply.Answered answer) {
        if (answer.status() >= 500) {
            return new Answer.NoAnswer("HTTP status " + answer.status());
        }
        if (!isAlipays(answer)) {
            return new Answer.NoAnswer("The answer's signature is not Alipay's, or old");
        }
        try {
            JsonNode body = mapper.readTree(answer.body());
            if (!body.isObject()) {
                return new Answer.NoAnswer("The answer is no object");
            }
            return answer.status() < 300
                    ? new Answer.Given("10000", "", "Success", body)
                    : refusal(answer.status(), body);
        } catch (JacksonException e) {
            return new Answer.NoAnswer("The answer is not JSON");
        }
    }

    /** Whatever it says is no more than a reason to ask again. */
    private static boolean isUnsignedRefusal(Wire.Reply.Answered answer) {
        return answer.status() >= 400
                && answer.status() < 500
                && answer.header("alipay-signature").isEmpty();
    }

    /** The gateway's own refusals, such as of a signature, prove nothing about the order. */
    private static Answer refusal(int status, JsonNode body) {
        String code = body.path("code").asString("");
        String message = body.path("message").asString("");
        if (status == 429 || LIMITS.contains(code)) {
            return new Answer.Given(TOO_MANY_CALLS, code, message, body);
        }
        if (status < 400 || code.isEmpty() || Character.isLowerCase(code.charAt(0))) {
            return new Answer.NoAnswer("HTTP status " + status + " " + code + " " + message);
        }
        return new Answer.Given("40004", code, message, body);
    }

    private boolean isAlipays(Wire.Reply.Answered answer) {
        String timestamp = answer.header("alipay-timestamp");
        String content =
                timestamp + "\n" + answer.header("alipay-nonce") + "\n" + answer.body() + "\n";
        return isRecent(timestamp)
                && signature.verifiesAnswer(content, answer.header("alipay-signature"));
    }

    private boolean isRecent(String timestamp) {
        try {
            long apart = Math.subtractExact(clock.millis(), Long.parseLong(timestamp));
            return Math.abs(apart) <= SKEW.toMillis();
        } catch (NumberFormatException | ArithmeticException malformed) {
            return false;
        }
    }

    private static String query(Map<String, ?> business) {
        return new TreeMap<>(business)
                .entrySet().stream()
                        .map(
                                field ->
                                        field.getKey()
                                                + "="
                                                + AlipayGateway.encode(
                                                        String.valueOf(field.getValue())))
                        .collect(Collectors.joining("&"));
    }
}
