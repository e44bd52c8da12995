package io.paideia.payments;

import io.paideia.channels.NoticeListener;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.lane.Lane;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings a channel's word that something is paid, from notices and queries alike, into the lane.
 * Thread-safe.
 */
@Component
final class Confirming implements NoticeListener {

    private final Lane lane;
    private final ConfirmPayment confirmPayment;
    private final Payments payments;
    private final Cases cases;
    private final RefundInquiry refunds;

    Confirming(
            Lane lane,
            ConfirmPayment confirmPayment,
            Payments payments,
            Cases cases,
            RefundInquiry refunds) {
        this.lane = lane;
        this.confirmPayment = confirmPayment;
        this.payments = payments;
        this.cases = cases;
        this.refunds = refunds;
    }

    @Override
    public Optional<String> objection(String channel, NoticeReading.Genuine notice) {
        if (!(notice.told() instanceof Told.Charged(String reference, Standing.Paid paid))) {
            return Optional.empty();
        }
        Optional<Attempt> attempt = payments.known(channel, reference);
        if (attempt.isEmpty()) {
            return Optional.of("reference");
        }
        return attempt.get().amount().equals(paid.amount())
                ? Optional.empty()
                : Optional.of("amount");
    }

    @Override
    public void act(UUID notice, String channel, NoticeReading.Genuine reading) {
        if (reading.told() instanceof Told.Charged(String reference, Standing.Paid paid)) {
            confirm(channel, reference, paid, notice);
        }
    }

    @Override
    public void suspicious(UUID notice, String channel, String reference, String why) {
        cases.open(
                "notice_" + why,
                channel,
                reference,
                "A notice with a good signature was refused: " + why);
    }

    /** What a query said. */
    void confirm(Attempt attempt, Standing.Paid paid) {
        confirm(attempt.channel(), attempt.reference(), paid, null);
    }

    private void confirm(
            String channel, String reference, Standing.Paid paid, @Nullable UUID notice) {
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
