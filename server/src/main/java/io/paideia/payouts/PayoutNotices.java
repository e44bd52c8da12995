package io.paideia.payouts;

import io.paideia.channels.Channels;
import io.paideia.channels.NoticeListener;
import io.paideia.channels.Told;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Hears what channels tell of transfers. A notice that proves what it says ends its payout at once;
 * any other makes us ask. Thread-safe.
 */
@Component
final class PayoutNotices implements NoticeListener {

    private final Channels channels;
    private final PayoutRows rows;
    private final PayingOut payingOut;

    PayoutNotices(Channels channels, PayoutRows rows, PayingOut payingOut) {
        this.channels = channels;
        this.rows = rows;
        this.payingOut = payingOut;
    }

    @Override
    public boolean hears(Told told) {
        return told instanceof Told.Transferred;
    }

    @Override
    public Optional<String> objection(String channel, Told told) {
        return payout(channel, told)
                .map(
                        payout ->
                                isOf(payout, told)
                                        ? Optional.<String>empty()
                                        : Optional.of("amount"))
                .orElse(Optional.of("reference"));
    }

    /** A notice that names another sum than we sent speaks of something else. */
    private static boolean isOf(Payout payout, Told told) {
        return !(told instanceof Told.Transferred transferred)
                || transferred.amount() == null
                || transferred.amount().equals(payout.amount());
    }

    @Override
    public void act(UUID notice, String channel, Told told) {
        Payout payout = payout(channel, told).orElseThrow();
        if (!(told instanceof Told.Transferred transferred)) {
            throw new IllegalStateException("Heard by others: " + told.reference());
        }
        if (channels.require(channel).noticesProve()) {
            payingOut.told(payout, transferred.transferring(), notice);
        } else {
            payingOut.asked(payout, transferred.transferring(), notice);
        }
    }

    /** One of our payouts through this channel. */
    private Optional<Payout> payout(String channel, Told told) {
        return PayoutId.ofReference(told.reference())
                .flatMap(rows::find)
                .filter(payout -> payout.destination().channel().equals(channel));
    }
}
