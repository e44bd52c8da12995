package io.paideia.channels.unionpay;

import io.paideia.channels.Failure;
import java.util.Set;

/**
 * What UnionPay's answer codes mean. 00 is taken, 01 to 09 the system, 10 to 29 the message, 30 to
 * 59 the merchant's business, 60 to 89 the card or its issuer. Source: the appendix on answer codes
 * of the interface specification, as UnionPay's examples quote it.
 */
final class UnionPayCodes {

    /** UnionPay has no such transaction. */
    static final String NOT_THERE = "34";

    /** This orderId was there before. */
    static final String REPEATED = "12";

    /** Paid after payTimeout: UnionPay gives it back by itself. */
    static final String TOO_LATE = "42";

    /** Taken, the outcome follows. */
    static final String TAKEN = "05";

    /** A6 is a success with a defect that does not concern the merchant. */
    private static final Set<String> SUCCESS = Set.of("00", "A6");

    private static final Set<String> IN_DOUBT = Set.of("03", "04", TAKEN);

    /** Nothing was carried out, and the same may be asked again. */
    private static final Set<String> BUSY = Set.of("02", "06", "37");

    private UnionPayCodes() {}

    static boolean success(String code) {
        return SUCCESS.contains(code);
    }

    static boolean inDoubt(String code) {
        return IN_DOUBT.contains(code);
    }

    static boolean busy(String code) {
        return BUSY.contains(code);
    }

    static Failure failure(String code, String message) {
        String more = message + " (" + code + ")";
        return switch (code) {
            case "02" -> new Failure("channel_unavailable", more, true);
            case "06", "37" -> new Failure("channel_busy", more, true);
            case "01", "30", "38", "60", "62", "63" -> new Failure("declined", more, true);
            case "64" -> new Failure("insufficient_funds", more, true);
            case "65", "66", "67", "71" -> new Failure("authentication_failed", more, true);
            case "73" -> new Failure("expired_card", more, true);
            default ->
                    code.matches("[6-8][0-9]")
                            ? new Failure("declined", more, true)
                            : new Failure("channel_refused", more, false);
        };
    }
}
