package io.paideia.payments;

import io.paideia.channels.Standing;
import io.paideia.lane.Lane;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings a channel's word that something is paid, from notices and queries alike, into the lane.
 * Thread-safe.
 */
@Component
final class Confirming {

    private final Lane lane;
    private final ConfirmPayment confirmPayment;
    private final Cases cases;
    private final RefundInquiry refunds;

    Confirming(Lane lane, ConfirmPayment confirmPayment, Cases cases, RefundInquiry refunds) {
        this.lane = lane;
        this.confirmPayment = confirmPayment;
        this.cases = cases;
        this.refunds = refunds;
    }

    /** What a query said. */
    void confirm(Attempt attempt, Standing.Paid paid) {
        confirm(attempt.channel(), attempt.reference(), paid, null);
    }

    /** What was told in a notice, or, without one, in an answer. */
    void confirm(String channel, String reference, Standing.Paid paid, @Nullable UUID notice) {
        ConfirmPayment.Confirmed confirmed =
                lane.call(
                        confirmPayment,
                        new ConfirmPayment.Confirm(
                                channel, reference, paid.amount(), paid.trade(), notice));
        switch (confirmed) {
            case PAID, AGAIN -> {}
            case LATE -> refunds.wake();
            case AMOUNT_DIFFERS ->
                    cases.open(
                            "amount_differs",
                            channel,
                            reference,
                            "The channel reports " + paid.amount());
            case NO_SUCH_ATTEMPT ->
                    cases.open(
                            "reference_unknown",
                            channel,
                            reference,
                            "The channel reports " + paid.amount());
        }
    }
}
