package io.paideia.channels.wechat;

import io.paideia.channels.RsaProvider;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The headers by which WeChat Pay signs an answer or a notice. Source: WeChat Pay's rules for
 * verifying signatures of API version 3.
 *
 * @param serial of a platform certificate, or PUB_KEY_ID_…
 */
record Stamp(String timestamp, String nonce, String serial, String signature, String type) {

    /** Signatures that WeChat Pay means to be refused, to see whether a merchant checks. */
    private static final String PROBE = "WECHATPAY/SIGNTEST/";

    private static final String RSA = "WECHATPAY2-SHA256-RSA2048";
    private static final Duration SKEW = Duration.ofMinutes(5);

    /**
     * @param header gives a header's value by its name in lower case, empty if there is none
     */
    static Stamp of(UnaryOperator<String> header) {
        return new Stamp(
                header.apply("wechatpay-timestamp"),
                header.apply("wechatpay-nonce"),
                header.apply("wechatpay-serial"),
                header.apply("wechatpay-signature"),
                header.apply("wechatpay-signature-type"));
    }

    boolean isProbe() {
        return signature.startsWith(PROBE);
    }

    /** Whether it can be a signature at all, whoever made it. */
    boolean isComplete() {
        return !serial.isEmpty()
                && !signature.isEmpty()
                && !isProbe()
                && (type.isEmpty() || type.equals(RSA));
    }

    /** Older or younger than five minutes may be a replay. */
    boolean isRecent(Instant now) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            return false;
        }
        Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return Duration.between(at, now).abs().compareTo(SKEW) <= 0;
    }

    /**
     * @param body exactly as it arrived
     */
    boolean verifies(String body, PublicKey key) {
        return verifies(MerchantKey.lines(timestamp, nonce, body), signature, key);
    }

    static boolean verifies(String message, String signature, PublicKey key) {
        return RsaProvider.verifies(message.getBytes(StandardCharsets.UTF_8), signature, key);
    }
}
