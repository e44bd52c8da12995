package io.paideia.web;

import io.paideia.channels.NextAction;
import io.paideia.orders.Order;
import io.paideia.payments.PaymentView;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the buyer sees of an order and its payment. */
enum CheckoutState {
    /** Nothing runs: choose how to pay. */
    CHOOSE,
    /** A code waits to be scanned. */
    SCAN,
    /** The provider's page waits for the buyer. */
    GO,
    /** A bank account waits for the buyer's transfer. */
    TRANSFER,
    /** An app, or a page within one, waits for the buyer; it cannot be opened from here. */
    APP,
    /** The money is reserved until the seller takes it. */
    HELD,
    /** The provider is being asked; nobody may pay again before it answers. */
    ASKING,
    /** The last try came to nothing: choose again. */
    FAILED,
    PAID,
    REFUNDED,
    CANCELLED,
    EXPIRED;

    static CheckoutState of(Order order, @Nullable PaymentView payment, Instant now) {
        return switch (order.status()) {
            case PAID, PARTIALLY_REFUNDED -> PAID;
            case REFUNDED -> REFUNDED;
            case CANCELLED -> CANCELLED;
            case EXPIRED -> EXPIRED;
            case OPEN -> open(order, payment, now);
        };
    }

    /** Whether something may still change without the buyer on this page. */
    public boolean waits() {
        return switch (this) {
            case CHOOSE, SCAN, GO, TRANSFER, APP, HELD, ASKING, FAILED -> true;
            case PAID, REFUNDED, CANCELLED, EXPIRED -> false;
        };
    }

    /** Whether a method may be chosen. */
    public boolean choosable() {
        return switch (this) {
            case CHOOSE, SCAN, GO, TRANSFER, APP, FAILED -> true;
            case HELD, ASKING, PAID, REFUNDED, CANCELLED, EXPIRED -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static CheckoutState open(Order order, @Nullable PaymentView payment, Instant now) {
        if (payment != null && asking(payment)) {
            return payment.capturable() == null ? ASKING : HELD;
        }
        if (!order.payable(now)) {
            return EXPIRED;
        }
        return payment == null
                ? CHOOSE
                : switch (payment.status()) {
                    case REQUIRES_ACTION -> action(payment.nextAction());
                    case FAILED -> FAILED;
                    case CANCELLED -> CHOOSE;
                    case PROCESSING, SUCCEEDED -> ASKING;
                    case EXPIRED -> EXPIRED;
                };
    }

    private static boolean asking(PaymentView payment) {
        return switch (payment.status()) {
            case PROCESSING, SUCCEEDED -> true;
            case REQUIRES_ACTION, FAILED, CANCELLED, EXPIRED -> false;
        };
    }

    private static CheckoutState action(@Nullable NextAction action) {
        return switch (action == null ? "" : action.kind()) {
            case "qr_code" -> SCAN;
            case "redirect", "form_post" -> GO;
            case "bank_transfer" -> TRANSFER;
            case "app_params" -> APP;
            default -> ASKING;
        };
    }
}
