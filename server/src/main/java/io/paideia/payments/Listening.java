package io.paideia.payments;

import io.paideia.channels.Channels;
import io.paideia.channels.NoticeListener;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.ids.TypeId;
import io.paideia.lane.Lane;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Hears the channels' notices. Money that was taken, held or given back is believed, after it was
 * compared with what we expect; anything else only makes us ask the channel. Thread-safe.
 */
@Component
final class Listening implements NoticeListener {

    private final Channels channels;
    private final Lane lane;
    private final Payments payments;
    private final Confirming confirming;
    private final Following following;
    private final Refunding refunding;
    private final AskAbout askAbout;
    private final Cases cases;
    private final ObjectProvider<Disputing> disputing;

    Listening(
            Channels channels,
            Lane lane,
            Payments payments,
            Confirming confirming,
            Following following,
            Refunding refunding,
            AskAbout askAbout,
            Cases cases,
            ObjectProvider<Disputing> disputing) {
        this.channels = channels;
        this.lane = lane;
        this.payments = payments;
        this.confirming = confirming;
        this.following = following;
        this.refunding = refunding;
        this.askAbout = askAbout;
        this.cases = cases;
        this.disputing = disputing;
    }

    @Override
    public Optional<String> objection(String channel, NoticeReading.Genuine notice) {
        return objection(channel, notice.told());
    }

    private Optional<String> objection(String channel, Told told) {
        return switch (told) {
            case Told.Charged charged -> objection(channel, charged);
            case Told.Refunded refunded ->
                    refund(channel, refunded.reference())
                            .map(refund -> unless(isOf(refund, refunded)))
                            .orElse(Optional.of("reference"));
            case Told.Transferred transferred -> Optional.empty();
            case Told.Arrived arrived -> Optional.empty();
            // Money that is there cannot be refused with its notice; each is looked at by itself.
            case Told.Several several -> Optional.empty();
            case Told.Disputed disputed ->
                    disputing.getObject().objection(channel, disputed.dispute());
        };
    }

    private Optional<String> objection(String channel, Told.Charged charged) {
        Optional<Attempt> known = payments.known(channel, charged.reference());
        if (known.isEmpty()) {
            return Optional.of("reference");
        }
        return switch (charged.standing()) {
            case Standing.Paid paid -> unless(paid.amount().equals(known.get().collected()));
            case Standing.Authorized held -> unless(held.amount().equals(known.get().amount()));
            case Standing.Waiting waiting -> Optional.empty();
            case Standing.Closed closed -> Optional.empty();
            case Standing.Declined declined -> Optional.empty();
            case Standing.NotThere none -> Optional.empty();
            case Standing.Unknown unknown -> Optional.empty();
        };
    }

    /** A notice that names another sum than we gave back speaks of something else. */
    private static boolean isOf(Refund refund, Told.Refunded told) {
        return told.amount() == null || told.amount().equals(refund.amount());
    }

    private static Optional<String> unless(boolean fits) {
        return fits ? Optional.empty() : Optional.of("amount");
    }

    @Override
    public void act(UUID notice, String channel, NoticeReading.Genuine reading) {
        act(notice, channel, reading.told());
    }

    private void act(UUID notice, String channel, Told told) {
        switch (told) {
            case Told.Charged charged -> charged(notice, channel, charged);
            case Told.Refunded refunded -> {
                Refund refund = refund(channel, refunded.reference()).orElseThrow();
                if (channels.require(channel).noticesProve()) {
                    refunding.told(refund, refunded.refunding(), notice);
                } else {
                    lane.call(askAbout, new AskAbout.Ask(notice, null, refund.id()));
                }
            }
            case Told.Transferred transferred ->
                    lane.call(askAbout, new AskAbout.Ask(notice, null, null));
            case Told.Arrived arrived -> {
                cases.open(
                        "money_" + arrived.why(), channel, arrived.reference(), arrived.detail());
                lane.call(askAbout, new AskAbout.Ask(notice, null, null));
            }
            case Told.Several several -> {
                // Only when all of it is done is the notice; the parts mark one that is not there.
                UUID none = TypeId.next();
                several.all().forEach(one -> actOrObject(none, channel, one));
                lane.call(askAbout, new AskAbout.Ask(notice, null, null));
            }
            case Told.Disputed disputed ->
                    disputing.getObject().told(notice, channel, disputed.dispute());
        }
    }

    private void actOrObject(UUID notice, String channel, Told told) {
        objection(channel, told)
                .ifPresentOrElse(
                        why -> suspicious(notice, channel, told.reference(), why),
                        () -> act(notice, channel, told));
    }

    private void charged(UUID notice, String channel, Told.Charged charged) {
        if (!channels.require(channel).noticesProve()) {
            ask(notice, channel, charged.reference());
            return;
        }
        switch (charged.standing()) {
            case Standing.Paid paid ->
                    confirming.confirm(channel, charged.reference(), paid, notice);
            case Standing.Authorized held -> {
                Attempt attempt = ask(notice, channel, charged.reference());
                following.follow(attempt, held);
            }
            case Standing.Waiting waiting -> ask(notice, channel, charged.reference());
            case Standing.Closed closed -> ask(notice, channel, charged.reference());
            case Standing.Declined declined -> ask(notice, channel, charged.reference());
            case Standing.NotThere none -> ask(notice, channel, charged.reference());
            case Standing.Unknown unknown -> ask(notice, channel, charged.reference());
        }
    }

    private Attempt ask(UUID notice, String channel, String reference) {
        Attempt attempt = payments.known(channel, reference).orElseThrow();
        lane.call(askAbout, new AskAbout.Ask(notice, attempt.id(), null));
        return attempt;
    }

    /** One of our refunds through this channel. */
    private Optional<Refund> refund(String channel, String reference) {
        return Refund.idOf(reference)
                .flatMap(payments::refund)
                .filter(
                        refund ->
                                payments.attempt(refund.attempt())
                                        .filter(paid -> paid.channel().equals(channel))
                                        .isPresent());
    }

    @Override
    public void suspicious(UUID notice, String channel, String reference, String why) {
        cases.open(
                "notice_" + why,
                channel,
                reference,
                "A notice with a good signature was refused: " + why);
    }
}
