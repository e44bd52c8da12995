package io.paideia.payouts;

import io.paideia.channels.Alarm;
import io.paideia.channels.Channels;
import io.paideia.channels.NoticeActed;
import io.paideia.channels.Transfers;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.lane.Lane;
import java.time.Instant;
import java.util.Optional;
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
            // It began as ours to send.
            case BeginPayout.Begun.Fresh fresh -> {
                Payout payout = fresh.payout();
                Payout sent = record(payout, channel(payout).transfer(payout.transfer()));
                rows.letGo(payout.id(), payout.createdAt().plus(settings.silence()));
                yield sent;
            }
        };
    }

    /**
     * Asks how a payout stands, and sends it again under the same reference if it never arrived.
     * One that the channel had is never sent again: it may have forgotten the reference by now.
     *
     * @return whether it was asked; not while somebody else does, or once it has ended
     */
    boolean inquire(PayoutId id) {
        Optional<Instant> until = rows.claim(id, settings.silence());
        if (until.isEmpty()) {
            return false;
        }
        try {
            Payout payout = rows.find(id).orElseThrow();
            record(payout, standing(payout, channel(payout)));
        } finally {
            rows.letGo(id, until.get());
        }
        return true;
    }

    /**
     * Where the repeat is refused, the one before may have come after all: what the channel says of
     * the reference counts, and the refusal only if it still knows none.
     */
    private Transferring standing(Payout payout, Transfers channel) {
        Transferring asked = channel.queryTransfer(payout.transfer());
        if (!(asked instanceof Transferring.NotThere)) {
            return asked;
        }
        if (payout.taken()) {
            raise("payout_not_there", payout, "The channel does not know any more of ");
            return asked;
        }
        Transferring sent = channel.transfer(payout.transfer());
        if (!(sent instanceof Transferring.Refused)) {
            return sent;
        }
        Transferring again = channel.queryTransfer(payout.transfer());
        return again instanceof Transferring.NotThere ? sent : again;
    }

    /** What a notice said that can be believed; it is marked acted in the batch that acts. */
    void told(Payout payout, Transferring standing, UUID notice) {
        switch (standing) {
            case Transferring.Done done -> end(payout, done, notice);
            case Transferring.Refused refused -> end(payout, refused, notice);
            case Transferring.Returned returned -> end(payout, returned, notice);
            case Transferring.Accepted accepted -> {
                record(payout, accepted);
                lane.call(noticeActed, notice);
            }
            case Transferring.NotThere none -> asked(payout, standing, notice);
            case Transferring.Unknown unknown -> asked(payout, standing, notice);
        }
    }

    /**
     * A notice made us ask. A payout that failed is not asked about, for to some channels asking is
     * sending; if money is said to be on its way nevertheless, a person must look.
     *
     * @throws IllegalStateException if a payout that was sent cannot be asked about now; the notice
     *     is acted on later
     */
    void asked(Payout payout, Transferring told, UUID notice) {
        switch (payout.status()) {
            case PENDING -> {
                if (!inquire(payout.id())) {
                    // Whoever asks now may have asked before this happened.
                    rows.askSoon(payout.id());
                }
            }
            case SUCCEEDED -> {
                Transferring standing = channel(payout).queryTransfer(payout.transfer());
                if (standing instanceof Transferring.Unknown
                        || standing instanceof Transferring.NotThere) {
                    throw new IllegalStateException(
                            "Nobody says what became of " + payout.id() + " after it was sent");
                }
                record(payout, standing);
            }
            case FAILED -> {
                if (told instanceof Transferring.Done || told instanceof Transferring.Accepted) {
                    afterFailure(payout);
                }
            }
        }
        lane.call(noticeActed, notice);
    }

    private Payout record(Payout payout, Transferring standing) {
        return switch (standing) {
            case Transferring.Done done -> end(payout, done, null);
            case Transferring.Refused refused -> end(payout, refused, null);
            case Transferring.Returned returned -> end(payout, returned, null);
            case Transferring.Accepted accepted -> {
                rows.taken(payout.id(), accepted.handle(), accepted.action());
                Payout now = rows.find(payout.id()).orElseThrow();
                if (now.status() == Payout.Status.FAILED) {
                    afterFailure(now);
                }
                yield now;
            }
            case Transferring.NotThere none -> payout;
            case Transferring.Unknown unknown -> payout;
        };
    }

    /** Money may be going out that the books gave back; not if it has gone and come back. */
    private void afterFailure(Payout payout) {
        if (payout.sentAt() == null) {
            raise("payout_after_failure", payout, "After a failure the channel speaks of sending ");
        }
    }

    private Payout end(Payout payout, Transferring standing, @Nullable UUID notice) {
        return lane.call(endPayout, new EndPayout.End(payout.id(), standing, notice));
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
