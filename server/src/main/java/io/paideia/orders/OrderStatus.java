package io.paideia.orders;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Where an order stands. Only an open order can be paid, cancelled or expire; only a paid one can
 * be refunded.
 */
public enum OrderStatus {
    OPEN,
    PAID,
    CANCELLED,
    EXPIRED,
    PARTIALLY_REFUNDED,
    REFUNDED;

    @JsonCreator
    public static OrderStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
