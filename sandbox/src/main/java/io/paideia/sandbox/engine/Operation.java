package io.paideia.sandbox.engine;

import java.util.Locale;

/** What a merchant's call does, in every provider's words. */
public enum Operation {
    CREATE,
    QUERY,
    CLOSE,
    CAPTURE,
    REFUND,
    PAYOUT,
    BILL;

    /** The name in the control plane. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
