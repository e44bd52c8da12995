package io.paideia.payments;

import java.util.Set;

/** The names of payment methods that the API has, whether a channel offers them or not. */
final class Methods {

    private static final Set<String> NAMES =
            Set.of(
                    "alipay_page",
                    "alipay_wap",
                    "alipay_qr",
                    "alipay_app",
                    "wechat_native",
                    "wechat_jsapi",
                    "wechat_h5",
                    "wechat_app",
                    "unionpay_web",
                    "unionpay_qr",
                    "paypal",
                    "card",
                    "apple_pay",
                    "google_pay",
                    "bank_transfer",
                    "wallet",
                    "usdc",
                    "auto");

    private Methods() {}

    /** Whether the API has a method of this name at all. */
    static boolean known(String name) {
        return NAMES.contains(name);
    }
}
