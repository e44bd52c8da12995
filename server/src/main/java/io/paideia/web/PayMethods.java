package io.paideia.web;

import io.paideia.money.Currency;
import io.paideia.payments.Paying;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The methods worth offering on this device, the handiest first. Thread-safe. */
@Component
final class PayMethods {

    private static final Set<String> PHONE_ONLY = Set.of("alipay_wap", "wechat_h5");
    private static final Set<String> DESKTOP_ONLY = Set.of("alipay_page", "unionpay_web");

    /** They need an app of the platform's own, or a page within the provider's app. */
    private static final Set<String> NOT_HERE =
            Set.of("alipay_app", "wechat_app", "wechat_jsapi", "apple_pay", "google_pay");

    private final Paying paying;

    PayMethods(Paying paying) {
        this.paying = paying;
    }

    List<String> offered(Currency currency, @Nullable String userAgent) {
        boolean phone = phone(userAgent);
        return paying.methods(currency).stream()
                .filter(method -> !NOT_HERE.contains(method))
                .filter(method -> !(phone ? DESKTOP_ONLY : PHONE_ONLY).contains(method))
                .sorted(
                        Comparator.comparing((String method) -> !handiest(method, phone))
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean handiest(String method, boolean phone) {
        return method.equals(phone ? "alipay_wap" : "alipay_qr");
    }

    private static boolean phone(@Nullable String userAgent) {
        String agent = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
        return agent.contains("mobile") || agent.contains("android") || agent.contains("iphone");
    }
}
