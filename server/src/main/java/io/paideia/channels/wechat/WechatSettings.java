package io.paideia.channels.wechat;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account at WeChat Pay. Keys are PEM or bare Base64 (PKCS#8 and X.509), given as text
 * or as {@code file:} with a path.
 *
 * @param appId of the official account or mini program: native, JSAPI, H5 and transfers
 * @param mobileAppId of the mobile app on the open platform; null if it is the same
 * @param privateKey of the merchant's API certificate, for signing requests
 * @param merchantSerial that certificate's serial number in hexadecimal
 * @param apiV3Key thirty-two characters, which open what WeChat Pay seals
 * @param publicKeyId PUB_KEY_ID_…; null if the account has platform certificates only
 * @param publicKey WeChat Pay's, which belongs to that id
 * @param notifyUrl where WeChat Pay reports; without a query
 * @param timeout how long an answer may take before the outcome counts as unknown
 * @param transferSceneId under which the merchant may transfer; 1005 is pay for work
 * @param transferReports what that scene wants to be told, by its own Chinese names
 */
record WechatSettings(
        String mchId,
        String appId,
        @Nullable String mobileAppId,
        String privateKey,
        String merchantSerial,
        String apiV3Key,
        @Nullable String publicKeyId,
        @Nullable String publicKey,
        @DefaultValue("https://api.mch.weixin.qq.com") URI gateway,
        URI notifyUrl,
        @DefaultValue("8s") Duration timeout,
        @DefaultValue("1005") String transferSceneId,
        @Nullable Map<String, String> transferReports) {

    private static final int KEY_LENGTH = 32;

    WechatSettings {
        mobileAppId = blankToNull(mobileAppId);
        publicKeyId = blankToNull(publicKeyId);
        publicKey = blankToNull(publicKey);
        if (apiV3Key.length() != KEY_LENGTH) {
            throw new IllegalStateException("WeChat Pay's api-v3-key has 32 characters");
        }
        if ((publicKeyId == null) != (publicKey == null)) {
            throw new IllegalStateException(
                    "WeChat Pay's public-key and public-key-id go together");
        }
        if (notifyUrl.getRawQuery() != null) {
            throw new IllegalStateException("WeChat Pay takes no notify-url with a query");
        }
    }

    /** The app that a method belongs to. */
    String appOf(String method) {
        return method.equals("wechat_app") && mobileAppId != null ? mobileAppId : appId;
    }

    boolean isOurApp(String app) {
        return app.equals(appId) || app.equals(mobileAppId);
    }

    /** What pay for work wants to be told, if nothing is configured. */
    Map<String, String> reports() {
        if (transferReports != null && !transferReports.isEmpty()) {
            return transferReports;
        }
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("岗位类型", "内容创作者");
        usual.put("报酬说明", "作品收入分成");
        return usual;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "WechatSettings[mchId=" + mchId + ", gateway=" + gateway + "]";
    }
}
