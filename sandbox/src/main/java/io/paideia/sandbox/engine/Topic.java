package io.paideia.sandbox.engine;

/**
 * What a notice is about. Immutable.
 *
 * @param reference the merchant's number of the trade or of the payout
 * @param subject which of the trade's refunds or disputes, empty where the whole trade is meant
 */
public record Topic(Kind kind, String reference, String subject) {

    /** What happened. */
    public enum Kind {
        PAID,
        /** The buyer agreed; the money is held until the merchant captures it. */
        AUTHORIZED,
        /** A try to pay was refused; another may follow. The subject tells which try. */
        DECLINED,
        CLOSED,
        REFUNDED,
        REFUND_FAILED,
        DISPUTE_OPENED,
        /** Evidence was handed in, for instance. */
        DISPUTE_CHANGED,
        DISPUTE_ENDED,
        PAID_OUT
    }

    public static Topic paid(String reference) {
        return new Topic(Kind.PAID, reference, "");
    }

    /** How a refund ended. */
    public static Topic of(Trade trade, Refund refund) {
        return new Topic(
                refund.status() == Refund.Status.FAILED ? Kind.REFUND_FAILED : Kind.REFUNDED,
                trade.order().reference(),
                refund.requestNumber());
    }
}
