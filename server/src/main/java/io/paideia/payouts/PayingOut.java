package io.paideia.payouts;

import io.paideia.channels.Alarm;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.NoticeActed;
import io.paideia.channels.Transfers;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.lane.Lane;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Sends money: moves it out of reach, calls the channel, records what it said, and asks again where
 * it said nothing. Thread-safe; calls the network.
 */
@Component
@EnableConfigurationProperties(PayoutSettings.class)
final class PayingOut {

    private final Lane lane;
    private final Channels channels;
    private final PayoutRows rows;
    private final BeginPayout beginPayout;
    private final EndPayout endPayout;
    private final NoticeActed noticeActed;
    private final Alarm alarm;
    private final PayoutSettings settings;

    PayingOut(
            Lane lane,
            Channels channels,
            PayoutRows rows,
            BeginPayout beginPayout,
            EndPayout endPayout,
            NoticeActed noticeActed,
            Alarm alarm,
            PayoutSettings settings) {
        this.lane = lane;
        this.channels = channels;
        this.rows = rows;
        this.beginPayout = beginPayout;
        this.endPayout = endPayout;
        this.noticeActed = noticeActed;
        this.alarm = alarm;
        this.settings = settings;
    }

    /** Sends what is wanted; the same id again gives the payout as it stands. */
    Payout send(Payout wanted) {
        return switch (lane.call(beginPayout, new BeginPayout.Begin(wanted, settings.silence()))) {
            case BeginPayout.Begun.Refused refused -> throw refused.problem();
            case BeginPayout.Begun.Repeated repeated -> repeated.payout();
            case BeginPayout.Begun.Fresh fresh ->
                    record(
                            fresh.payout(),
                            channel(fresh.payout()).transfer(fresh.payout().transfer()));
        };
    }

    /**
     * Asks how a payout stands, and sends it again under the same reference if it never arrived.
     * One that the channel had is never sent again: it may have forgotten the reference by now.
     */
    void inquire(PayoutId id) {
        Payout payout = rows.find(id).orElseThrow();
        if (payout.status() != Payout.Status.PENDING) {
            return;
        }
        Transfers channel = channel(payout);
        Transferring standing = channel.queryTransfer(payout.transfer());
        if (standing instanceof Transferring.NotThere) {
            if (payout.taken()) {
                raise("payout_not_there", payout, "The channel does not know any more of ");
                return;
            }
            standing = channel.transfer(payout.transfer());
        }
        record(payout, standing);
    }

    /** What a notice said that can be believed; it is marked acted in the batch that acts. */
    void told(Payout payout, Transferring standing, UUID notice) {
        switch (standing) {
            case Transferring.Done done -> done(payout, notice);
            case Transferring.Refused refused -> end(payout, refused.failure(), notice);
            case Transferring.Accepted accepted -> {
                record(payout, accepted);
                lane.call(noticeActed, notice);
            }
            case Transferring.NotThere none -> asked(payout, notice);
            case Transferring.Unknown unknown -> asked(payout, notice);
        }
    }

    /**
     * A notice made us ask. A payout that failed is not asked about: to some channels asking is
     * sending.
     */
    void asked(Payout payout, UUID notice) {
        switch (payout.status()) {
            case PENDING -> inquire(payout.id());
            case SUCCEEDED -> record(payout, channel(payout).queryTransfer(payout.transfer()));
            case FAILED -> {}
        }
        lane.call(noticeActed, notice);
    }

    private Payout record(Payout payout, Transferring standing) {
        return switch (standing) {
            case Transferring.Done done -> done(payout, null);
            case Transferring.Refused refused -> end(payout, refused.failure(), null);
            case Transferring.Accepted accepted -> {
                rows.taken(payout.id(), accepted.handle(), accepted.action());
                yield rows.find(payout.id()).orElseThrow();
            }
            case Transferring.NotThere none -> payout;
            case Transferring.Unknown unknown -> payout;
        };
    }

    /**
     * Of a payout that came back after it was sent this is an older word. If one that was never
     * sent failed, money went out that the books gave back.
     */
    private Payout done(Payout payout, @Nullable UUID notice) {
        Payout ended = end(payout, null, notice);
        if (ended.status() == Payout.Status.FAILED && ended.sentAt() == null) {
            raise(
                    "payout_after_failure",
                    ended,
                    "The channel says that it sent, after a failure, ");
        }
        return ended;
    }

    private Payout end(Payout payout, @Nullable Failure failure, @Nullable UUID notice) {
        return lane.call(endPayout, new EndPayout.End(payout.id(), failure, notice));
    }

    private void raise(String kind, Payout payout, String what) {
        alarm.raise(
                kind,
                payout.destination().channel(),
                payout.id().reference(),
                what + payout.amount() + " to " + payout.party());
    }

    private Transfers channel(Payout payout) {
        String name = payout.destination().channel();
        if (channels.require(name) instanceof Transfers transfers) {
            return transfers;
        }
        throw new IllegalStateException("Channel sends no money any more: " + name);
    }
}
