package io.paideia.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the browser says of itself, as far as ways to pay depend on it. Anybody can lie here; then
 * they are offered what their device cannot do. Immutable.
 *
 * @param phone whether it is held in the hand, so that its own camera cannot scan its screen
 * @param within the app whose built-in browser it is
 * @param applePay whether Apple Pay is to be expected
 * @param googlePay whether Google Pay is to be expected
 */
record Device(boolean phone, App within, boolean applePay, boolean googlePay) {

    /** An app that shows pages itself, and what the other apps need, it does not let out. */
    enum App {
        NONE,
        WECHAT,
        ALIPAY;

        /** Its name in messages. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Device of(@Nullable String userAgent) {
        String agent = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
        App within =
                agent.contains("micromessenger")
                        ? App.WECHAT
                        : agent.contains("alipayclient") ? App.ALIPAY : App.NONE;
        boolean phone =
                agent.contains("mobile") || agent.contains("android") || agent.contains("iphone");
        boolean handheldApple = agent.contains("iphone") || agent.contains("ipad");
        boolean chromium = agent.contains("chrome/");
        boolean safari = agent.contains("macintosh") && agent.contains("safari/") && !chromium;
        // Chromium that an app carries within itself calls itself wv, and has no wallet.
        boolean embedded = within != App.NONE || agent.contains("; wv)");
        return new Device(
                phone,
                within,
                !embedded && (handheldApple || safari),
                !embedded && chromium && !handheldApple);
    }
}
