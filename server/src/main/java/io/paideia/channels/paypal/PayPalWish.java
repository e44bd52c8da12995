package io.paideia.channels.paypal;

import io.paideia.channels.Charge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What we ask PayPal to collect. It depends on the charge alone, because a repeat under the same
 * request id must say the same.
 */
final class PayPalWish {

    private static final int LONGEST = 127;

    private PayPalWish() {}

    static Map<String, Object> of(PayPalSettings settings, Charge charge) {
        Map<String, Object> unit = new LinkedHashMap<>();
        unit.put("reference_id", "default");
        unit.put("custom_id", charge.reference());
        unit.put("invoice_id", charge.reference());
        if (!charge.subject().isBlank()) {
            unit.put("description", shortened(charge.subject()));
        }
        unit.put("amount", PayPalAmounts.member(charge.amount()));
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("intent", charge.taking() == Charge.Taking.ON_CAPTURE ? "AUTHORIZE" : "CAPTURE");
        wish.put("purchase_units", List.of(unit));
        wish.put(
                "payment_source",
                Map.of("paypal", Map.of("experience_context", experience(settings, charge))));
        return wish;
    }

    private static Map<String, String> experience(PayPalSettings settings, Charge charge) {
        Map<String, String> experience = new LinkedHashMap<>();
        experience.put("payment_method_preference", "IMMEDIATE_PAYMENT_REQUIRED");
        experience.put("shipping_preference", "NO_SHIPPING");
        experience.put("user_action", "PAY_NOW");
        String brand = settings.brandName();
        if (brand != null) {
            experience.put("brand_name", brand);
        }
        String back = charge.returnUrl();
        if (back != null) {
            experience.put("return_url", back);
            experience.put("cancel_url", back);
        }
        return experience;
    }

    private static String shortened(String subject) {
        if (subject.length() <= LONGEST) {
            return subject;
        }
        // Half a character would be none.
        int end = Character.isHighSurrogate(subject.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return subject.substring(0, end);
    }
}
