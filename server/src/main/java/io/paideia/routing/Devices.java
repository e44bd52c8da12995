package io.paideia.routing;

import io.paideia.channels.Payer;
import java.util.List;
import java.util.Locale;

/**
 * Which methods a buyer's device can use, for {@code auto}. WeChat opens nobody else's pages but
 * UnionPay's, and pays inside itself only when it is known who the buyer is.
 */
final class Devices {

    private Devices() {}

    static List<String> methods(Payer payer) {
        String given = payer.userAgent();
        String agent = given == null ? "" : given.toLowerCase(Locale.ROOT);
        boolean token = payer.token() != null;
        if (agent.contains("micromessenger")) {
            return payer.openId() != null
                    ? List.of("wechat_jsapi", "unionpay_web")
                    : List.of("unionpay_web");
        }
        if (agent.contains("alipayclient")) {
            return List.of("alipay_wap");
        }
        if (agent.contains("mobile") || agent.contains("android") || agent.contains("iphone")) {
            return token
                    ? List.of("card")
                    : List.of("alipay_wap", "wechat_h5", "unionpay_web", "paypal");
        }
        return token
                ? List.of("card")
                : List.of("alipay_qr", "wechat_native", "unionpay_qr", "paypal");
    }
}
