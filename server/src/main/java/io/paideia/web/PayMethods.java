package io.paideia.web;

import io.paideia.identity.SignedIn;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.payments.Paying;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The methods worth offering to this visitor on this device, the handiest first. Thread-safe. */
@Component
final class PayMethods {

    static final String WALLET = "wallet";

    /** As most people would try them; what is not named comes after them. */
    private static final List<String> ORDER =
            List.of(
                    "alipay_qr",
                    "alipay_wap",
                    "alipay_page",
                    "wechat_native",
                    "wechat_h5",
                    "unionpay_web",
                    "unionpay_qr",
                    "card",
                    "apple_pay",
                    "google_pay",
                    "paypal",
                    "bank_transfer",
                    "usdc");

    private static final Set<String> CODES = Set.of("alipay_qr", "wechat_native", "unionpay_qr");
    private static final Set<String> PHONE_ONLY = Set.of("alipay_wap", "wechat_h5");
    private static final Set<String> DESKTOP_ONLY = Set.of("alipay_page");

    /** They need an app of the platform's own, or a page within the provider's app. */
    private static final Set<String> NOT_HERE = Set.of("alipay_app", "wechat_app", "wechat_jsapi");

    private final Paying paying;
    private final ObjectProvider<Purse> purse;

    PayMethods(Paying paying, ObjectProvider<Purse> purse) {
        this.paying = paying;
        this.purse = purse;
    }

    /** The visitor's own wallet comes first if it suffices, and last if it does not. */
    List<Offer> offered(Order order, Device device, @Nullable SignedIn me) {
        List<Offer> offers =
                new ArrayList<>(sifted(paying.methods(order.total().currency()), device));
        Offer wallet = wallet(order, me);
        if (wallet != null) {
            offers.add(wallet.payable() ? 0 : offers.size(), wallet);
        }
        return List.copyOf(offers);
    }

    /** Of the methods that are open, those that work here; codes come last on a phone. */
    static List<Offer> sifted(Collection<String> open, Device device) {
        return open.stream()
                .filter(method -> !method.equals(WALLET) && works(method, device))
                .map(
                        method ->
                                device.phone() && CODES.contains(method)
                                        ? Offer.elsewhere(method)
                                        : Offer.here(method))
                .sorted(
                        Comparator.comparing((Offer offer) -> offer.elsewhere())
                                .thenComparingInt(offer -> rank(offer.method()))
                                .thenComparing(Offer::method))
                .toList();
    }

    /** Whether one that could be paid by in the phone's own browser cannot be in this app's. */
    static boolean lostIn(Collection<String> open, Device device) {
        return device.within() != Device.App.NONE
                && open.stream()
                        .anyMatch(method -> PHONE_ONLY.contains(method) && !works(method, device));
    }

    boolean lost(Order order, Device device) {
        return lostIn(paying.methods(order.total().currency()), device);
    }

    private @Nullable Offer wallet(Order order, @Nullable SignedIn me) {
        Purse asked = purse.getIfAvailable();
        if (asked == null || !owns(me, order) || order.topsUp()) {
            return null;
        }
        Money balance = asked.balance(order.buyer(), order.total().currency());
        return balance == null ? null : Offer.wallet(balance, order.total());
    }

    /** Whether this visitor is the one who ordered; whoever knows the address is not. */
    static boolean owns(@Nullable SignedIn me, Order order) {
        return me != null && me.userId().equals(order.buyer());
    }

    private static boolean works(String method, Device device) {
        if (NOT_HERE.contains(method)
                || (device.phone() ? DESKTOP_ONLY : PHONE_ONLY).contains(method)) {
            return false;
        }
        return switch (method) {
            case "apple_pay" -> device.applePay();
            case "google_pay" -> device.googlePay();
            // WeChat opens no page of Alipay's, and its own page for browsers not within itself.
            case "alipay_wap" -> device.within() != Device.App.WECHAT;
            case "wechat_h5" -> device.within() == Device.App.NONE;
            default -> true;
        };
    }

    private static int rank(String method) {
        int place = ORDER.indexOf(method);
        return place < 0 ? ORDER.size() : place;
    }
}
