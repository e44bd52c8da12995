package io.paideia.sandbox.alipay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door of version 3: the Authorization header's app, certificates, time and signature. What is
 * signed are the header's own words, as they came and in their order, then method, path with query,
 * and body.
 */
final class V3Door {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SCHEME = "ALIPAY-SHA256withRSA ";
    private static final long SKEW_MILLIS = 600_000;

    private final Account account;

    V3Door(Account account) {
        this.account = account;
    }

    /** Whether a call came in. */
    sealed interface Opened {

        record Admitted(Call call) implements Opened {}

        record Closed(int status, String code, String why) implements Opened {}
    }

    Opened check(Exchange exchange, String method) throws IOException {
        String header = exchange.header("Authorization");
        if (!header.startsWith(SCHEME)) {
            return new Opened.Closed(401, "missing-signature", "缺少签名");
        }
        Map<String, String> words = new HashMap<>();
        List<String> signed = new ArrayList<>();
        for (String word : header.substring(SCHEME.length()).split(",", -1)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            words.put(name, equals < 0 ? "" : word.substring(equals + 1));
            if (!name.equals("sign")) {
                signed.add(word);
            }
        }
        if (!account.appId().equals(words.get("app_id"))) {
            return new Opened.Closed(400, "invalid-app-id", "无效的AppID参数");
        }
        String number = words.get("app_cert_sn");
        if (number != null && !number.equals(account.appNumber())) {
            return new Opened.Closed(400, "app-cert-not-exist", "应用公钥证书不存在");
        }
        String root = exchange.header("alipay-root-cert-sn");
        if (number != null && !root.equals(account.rootNumber())) {
            return new Opened.Closed(400, "invalid-alipay-root-cert-sn", "支付宝根证书错误");
        }
        if (!isRecent(words.getOrDefault("timestamp", ""))) {
            return new Opened.Closed(400, "illegal-timestamp", "时间戳非法");
        }
        String content = content(String.join(",", signed), exchange);
        return RsaSignature.verifies(content, words.getOrDefault("sign", ""), account.appKey())
                ? content(exchange, method, number)
                : new Opened.Closed(401, "invalid-signature", "验签出错，验签字符串为：" + content);
    }

    private static String content(String words, Exchange exchange) throws IOException {
        String query = exchange.rawQuery();
        String token = exchange.header("alipay-app-auth-token");
        return words
                + "\n"
                + exchange.method()
                + "\n"
                + exchange.path()
                + (query.isEmpty() ? "" : "?" + query)
                + "\n"
                + new String(exchange.body(), UTF_8)
                + "\n"
                + (token.isEmpty() ? "" : token + "\n");
    }

    private static boolean isRecent(String timestamp) {
        try {
            return Math.abs(System.currentTimeMillis() - Long.parseLong(timestamp)) <= SKEW_MILLIS;
        } catch (NumberFormatException malformed) {
            return false;
        }
    }

    private static Opened content(Exchange exchange, String method, @Nullable String number)
            throws IOException {
        try {
            JsonNode content =
                    exchange.body().length == 0
                            ? JSON.valueToTree(exchange.query())
                            : JSON.readTree(exchange.body());
            if (content.isObject()) {
                Map<String, String> common = new LinkedHashMap<>();
                common.put("method", method);
                common.put("notify_url", content.path("notify_url").asString(""));
                if (number != null) {
                    common.put("app_cert_sn", number);
                }
                return new Opened.Admitted(new Call(method, Map.copyOf(common), content));
            }
        } catch (JacksonException malformed) {
            return new Opened.Closed(400, "illegal-json", "JSON格式错误");
        }
        return new Opened.Closed(400, "illegal-json", "JSON格式错误");
    }
}
