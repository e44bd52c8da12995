package io.paideia.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceTest {

    private static final String DESK =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";
    private static final String MAC =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like"
                    + " Gecko) Version/18.0 Safari/605.1.15";
    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
                    + " like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
    private static final String ANDROID =
            "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Mobile Safari/537.36";
    private static final String WECHAT = IPHONE + " MicroMessenger/8.0.50 NetType/WIFI";
    private static final String ALIPAY = ANDROID + " AliApp(AP/10.6) AlipayClient/10.6.0";

    private static final Set<String> ALL =
            Set.of(
                    "alipay_app",
                    "alipay_page",
                    "alipay_qr",
                    "alipay_wap",
                    "apple_pay",
                    "bank_transfer",
                    "card",
                    "google_pay",
                    "paypal",
                    "unionpay_qr",
                    "unionpay_web",
                    "wallet",
                    "wechat_app",
                    "wechat_h5",
                    "wechat_jsapi",
                    "wechat_native");

    @Test
    void offersCodesFirstOnADesk() {
        assertThat(offered(DESK))
                .containsExactly(
                        "alipay_qr",
                        "alipay_page",
                        "wechat_native",
                        "unionpay_web",
                        "unionpay_qr",
                        "card",
                        "google_pay",
                        "paypal",
                        "bank_transfer");
    }

    @Test
    void offersCodesLastOnAPhoneWhichCannotScanItself() {
        assertThat(offered(ANDROID))
                .containsExactly(
                        "alipay_wap",
                        "wechat_h5",
                        "unionpay_web",
                        "card",
                        "google_pay",
                        "paypal",
                        "bank_transfer",
                        "alipay_qr",
                        "wechat_native",
                        "unionpay_qr");
        assertThat(PayMethods.sifted(ALL, Device.of(ANDROID)))
                .filteredOn(Offer::elsewhere)
                .extracting(Offer::method)
                .containsExactly("alipay_qr", "wechat_native", "unionpay_qr");
    }

    @Test
    void offersAppleAndGoogleToThoseWhoHaveThem() {
        assertThat(offered(MAC)).contains("apple_pay").doesNotContain("google_pay");
        assertThat(offered(IPHONE)).contains("apple_pay").doesNotContain("google_pay");
        assertThat(offered(ANDROID)).contains("google_pay").doesNotContain("apple_pay");
        assertThat(offered(ANDROID.replace("Pixel 9", "Pixel 9; wv")))
                .doesNotContain("apple_pay", "google_pay");
    }

    @Test
    void doesNotOfferWithinAnAppWhatItDoesNotOpen() {
        assertThat(offered(WECHAT)).doesNotContain("alipay_wap", "wechat_h5", "apple_pay");
        assertThat(offered(ALIPAY)).contains("alipay_wap").doesNotContain("wechat_h5");
        assertThat(PayMethods.lostIn(ALL, Device.of(WECHAT))).isTrue();
        assertThat(PayMethods.lostIn(ALL, Device.of(ALIPAY))).isTrue();
        assertThat(PayMethods.lostIn(Set.of("card"), Device.of(WECHAT))).isFalse();
        assertThat(PayMethods.lostIn(ALL, Device.of(DESK))).isFalse();
    }

    @Test
    void takesABrowserThatSaysNothingForADesk() {
        assertThat(Device.of(null)).isEqualTo(Device.of(""));
        assertThat(offered(null)).contains("alipay_qr").doesNotContain("alipay_wap");
    }

    private static List<String> offered(@Nullable String agent) {
        return PayMethods.sifted(ALL, Device.of(agent)).stream().map(Offer::method).toList();
    }
}
