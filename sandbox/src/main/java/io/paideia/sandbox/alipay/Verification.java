package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.RsaSignature;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The gateway's door: whether a call is well-formed, ours and signed, checked in the order of the
 * list in {@link #verify}.
 */
final class Verification {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Account account;

    Verification(Account account) {
        this.account = account;
    }

    /**
     * Either a call, or why there is none; such a refusal is not signed, for nobody is known to be
     * there.
     */
    sealed interface Outcome {
        record Admitted(Call call) implements Outcome {}

        record Turned(String code, String message, String subCode, String subMessage)
                implements Outcome {}
    }

    Outcome verify(Map<String, String> fields) {
        return missing(fields, "method")
                .or(() -> missing(fields, "app_id"))
                .or(() -> missing(fields, "sign_type"))
                .or(() -> missing(fields, "timestamp"))
                .or(() -> missing(fields, "sign"))
                .or(() -> invalid(fields, "app_id", account.appId().equals(fields.get("app_id"))))
                .or(() -> invalid(fields, "sign_type", "RSA2".equals(fields.get("sign_type"))))
                .or(
                        () ->
                                invalid(
                                        fields,
                                        "charset",
                                        "utf-8"
                                                .equalsIgnoreCase(
                                                        fields.getOrDefault("charset", "utf-8"))))
                .or(
                        () ->
                                invalid(
                                        fields,
                                        "format",
                                        "json"
                                                .equalsIgnoreCase(
                                                        fields.getOrDefault("format", "json"))))
                .or(
                        () ->
                                invalid(
                                        fields,
                                        "timestamp",
                                        Beijing.parseSeconds(value(fields, "timestamp"))
                                                .isPresent()))
                .or(() -> invalid(fields, "app_cert_sn", fits(fields, "app_cert_sn")))
                .or(
                        () ->
                                invalid(
                                        fields,
                                        "alipay_root_cert_sn",
                                        fits(fields, "alipay_root_cert_sn")))
                .or(() -> invalid(fields, "signature", isSigned(fields)))
                .orElseGet(() -> content(fields));
    }

    /** Certificates come both or not at all. */
    private boolean fits(Map<String, String> fields, String name) {
        String app = value(fields, "app_cert_sn");
        String root = value(fields, "alipay_root_cert_sn");
        return (app.isBlank() && root.isBlank())
                || value(fields, name)
                        .equals(
                                name.equals("app_cert_sn")
                                        ? account.appNumber()
                                        : account.rootNumber());
    }

    private boolean isSigned(Map<String, String> fields) {
        return RsaSignature.verifies(
                Rsa2.requestContent(fields), value(fields, "sign"), account.appKey());
    }

    private static Outcome content(Map<String, String> fields) {
        try {
            String text = fields.getOrDefault("biz_content", "{}");
            JsonNode content = JSON.readTree(text.isBlank() ? "{}" : text);
            if (content.isObject()) {
                return new Outcome.Admitted(
                        new Call(value(fields, "method"), Map.copyOf(fields), content));
            }
        } catch (JacksonException malformed) {
            return turned("biz_content", "biz_content is not JSON");
        }
        return turned("biz_content", "biz_content is not a JSON object");
    }

    private static Optional<Outcome> missing(Map<String, String> fields, String name) {
        return value(fields, name).isBlank()
                ? Optional.of(
                        new Outcome.Turned(
                                "40001",
                                "Missing Required Arguments",
                                "isv.missing-" + dashed(name),
                                "缺少参数 " + name))
                : Optional.empty();
    }

    private static Optional<Outcome> invalid(
            Map<String, String> fields, String name, boolean valid) {
        return valid ? Optional.empty() : Optional.of(turned(name, invalidMessage(fields, name)));
    }

    /**
     * The real gateway shows what it tried to verify, and nothing helps more to find one's mistake.
     */
    private static String invalidMessage(Map<String, String> fields, String name) {
        return name.equals("signature")
                ? "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：" + Rsa2.requestContent(fields)
                : "无效的参数 " + name;
    }

    static Outcome.Turned turned(String name, String why) {
        return new Outcome.Turned("40002", "Invalid Arguments", "isv.invalid-" + dashed(name), why);
    }

    private static String value(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static String dashed(String name) {
        return name.equals("sign") ? "signature" : name.replace('_', '-');
    }
}
