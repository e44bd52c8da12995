package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a call is signed by our merchant: the header Authorization over method, path with query,
 * time, nonce and body. Signatures live in real time even where the sandbox's clock is ahead.
 */
final class Door {

    private static final String SCHEME = "WECHATPAY2-SHA256-RSA2048 ";
    private static final Pattern PART = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Account account;
    private final VirtualClock clock;
    private final String prefix;

    /**
     * @param prefix of our paths, which the merchant may sign or leave out, as it would behind a
     *     proxy
     */
    Door(Account account, VirtualClock clock, String prefix) {
        this.account = account;
        this.clock = clock;
        this.prefix = prefix;
    }

    /** Why the call is turned away; empty if it is let in. */
    Optional<Answer.Failed> refuse(Exchange exchange) throws IOException {
        String header = exchange.header("Authorization");
        if (!header.startsWith(SCHEME)) {
            return refused("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》");
        }
        Map<String, String> parts = new HashMap<>();
        Matcher matcher = PART.matcher(header.substring(SCHEME.length()));
        while (matcher.find()) {
            parts.put(matcher.group(1), matcher.group(2));
        }
        for (String name : List.of("mchid", "nonce_str", "timestamp", "serial_no", "signature")) {
            if (!parts.containsKey(name)) {
                return refused("Http头Authorization中的" + name + "缺失");
            }
        }
        if (!account.mchId().equals(parts.get("mchid"))) {
            return refused("商户号不存在或与证书不匹配");
        }
        if (!account.merchantSerial().equalsIgnoreCase(parts.get("serial_no"))) {
            return refused("商户证书序列号有误");
        }
        if (!isRecent(parts.getOrDefault("timestamp", ""))) {
            return refused("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟");
        }
        return isSigned(exchange, parts) ? Optional.empty() : refused("错误的签名，验签失败");
    }

    private boolean isRecent(String seconds) {
        if (!seconds.matches("[0-9]{10}")) {
            return false;
        }
        Instant real = clock.instant().minus(clock.offset());
        return Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), real)
                        .abs()
                        .compareTo(SKEW)
                <= 0;
    }

    private boolean isSigned(Exchange exchange, Map<String, String> parts) throws IOException {
        String query = exchange.rawQuery().isEmpty() ? "" : "?" + exchange.rawQuery();
        String own = exchange.path().substring(prefix.length()) + query;
        String behind =
                "\n"
                        + parts.get("timestamp")
                        + "\n"
                        + parts.get("nonce_str")
                        + "\n"
                        + new String(exchange.body(), UTF_8)
                        + "\n";
        return List.of(own, prefix + own).stream()
                .anyMatch(
                        path ->
                                RsaSignature.verifies(
                                        exchange.method() + "\n" + path + behind,
                                        parts.getOrDefault("signature", ""),
                                        account.merchantKey()));
    }

    private static Optional<Answer.Failed> refused(String why) {
        return Optional.of(new Answer.Failed(401, "SIGN_ERROR", why));
    }
}
