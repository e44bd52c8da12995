package io.paideia.web;

import io.paideia.channels.NextAction;
import io.paideia.orders.Order;
import io.paideia.payments.AttemptId;
import io.paideia.payments.PaymentView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An order on its way to being paid, as it stands at one moment. Immutable.
 *
 * @param stamp differs whenever the buyer would see something else
 */
record Checkout(Order order, @Nullable PaymentView payment, CheckoutState state, String stamp) {

    static Checkout of(Order order, @Nullable PaymentView payment, Instant now) {
        CheckoutState state = CheckoutState.of(order, payment, now);
        int attempts = payment == null ? 0 : payment.attempts().size();
        return new Checkout(order, payment, state, state.word() + "-" + attempts);
    }

    public @Nullable NextAction action() {
        return payment == null ? null : payment.nextAction();
    }

    public @Nullable QrCode qr() {
        NextAction action = action();
        return action == null || action.code() == null
                ? null
                : QrCode.of(action.code()).orElse(null);
    }

    /** The address behind the code or the button, if a browser can go there. */
    public @Nullable String link() {
        NextAction action = action();
        String address =
                action == null ? null : action.url() != null ? action.url() : action.code();
        String scheme = address == null ? "" : address.toLowerCase(Locale.ROOT);
        return scheme.startsWith("https://") || scheme.startsWith("http://") ? address : null;
    }

    /** Why the last try came to nothing, as the name of a message. */
    public String failure() {
        return payment == null || payment.failure() == null ? "" : payment.failure().code();
    }

    /** What the bank must be told; empty if it is no transfer. */
    public List<TransferDetail> details() {
        NextAction action = action();
        return action == null || action.fields() == null
                ? List.of()
                : TransferDetail.of(action.fields());
    }

    /** The app that scans the code, as the name of a message. */
    public String app() {
        return payment == null ? "" : app(payment.method());
    }

    /** Whose a method is: the first word of its name. */
    static String app(String method) {
        int mark = method.indexOf('_');
        return mark < 0 ? method : method.substring(0, mark);
    }

    /** Whether an attempt of this id was begun, and by another method than this. */
    boolean used(AttemptId attempt, String method) {
        return payment != null
                && !payment.method().equals(method)
                && payment.attempts().stream().anyMatch(begun -> begun.id().equals(attempt));
    }
}
