package io.paideia.payments;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Refunds;
import io.paideia.lane.Lane;
import io.paideia.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Gives money back: reserves, calls the channel, records what it said. Thread-safe; calls the
 * network.
 */
@Component
final class Refunding {

    private final Lane lane;
    private final JdbcClient sql;
    private final Channels channels;
    private final Payments payments;
    private final BeginRefund beginRefund;
    private final EndRefund endRefund;
    private final AskAbout askAbout;
    private final Cases cases;
    private final PaymentSettings settings;

    Refunding(
            Lane lane,
            JdbcClient sql,
            Channels channels,
            Payments payments,
            BeginRefund beginRefund,
            EndRefund endRefund,
            AskAbout askAbout,
            Cases cases,
            PaymentSettings settings) {
        this.lane = lane;
        this.sql = sql;
        this.channels = channels;
        this.payments = payments;
        this.beginRefund = beginRefund;
        this.endRefund = endRefund;
        this.askAbout = askAbout;
        this.cases = cases;
        this.settings = settings;
    }

    /**
     * Refunds a payment or a part of it; the same id again gives the refund as it stands.
     *
     * @param amount null for all that is left
     */
    Refund refund(RefundId id, PaymentId payment, @Nullable Money amount, String reason) {
        return switch (lane.call(
                beginRefund,
                new BeginRefund.Begin(id, payment, amount, reason, settings.silence()))) {
            case BeginRefund.Begun.Refused refused -> throw refused.problem();
            case BeginRefund.Begun.Repeated repeated -> repeated.refund();
            case BeginRefund.Begun.Fresh fresh -> call(fresh.refund(), fresh.attempt());
        };
    }

    /**
     * Asks how a refund stands that was called before, and calls again under the same number if it
     * never arrived.
     */
    Refund inquire(Refund refund) {
        Attempt attempt = payments.attempt(refund.attempt()).orElseThrow();
        if (attempt.channel().equals(Till.WALLET)) {
            return end(refund, null, null);
        }
        if (!(channels.require(attempt.channel()) instanceof Refunds channel)) {
            return unable(refund, attempt.channel());
        }
        Refunds.Refunding standing = channel.queryRefund(back(refund, attempt));
        if (standing instanceof Refunds.Refunding.NotThere) {
            standing = channel.refund(back(refund, attempt));
        }
        return record(refund, standing);
    }

    private Refund call(Refund refund, Attempt attempt) {
        if (attempt.channel().equals(Till.WALLET)) {
            return end(refund, null, null);
        }
        Channel channel = channels.require(attempt.channel());
        return channel instanceof Refunds refunds
                ? record(refund, refunds.refund(back(refund, attempt)))
                : unable(refund, channel.name());
    }

    /** What a notice said of a refund; it is marked acted in the batch that acts. */
    void told(Refund refund, Refunds.Refunding standing, UUID notice) {
        switch (standing) {
            case Refunds.Refunding.Done done -> {
                if (end(refund, null, notice).status() == Refund.Status.FAILED) {
                    doubt(refund);
                }
            }
            case Refunds.Refunding.Refused refused -> end(refund, refused.failure(), notice);
            case Refunds.Refunding.Accepted accepted -> {
                remember(refund, accepted.handle());
                lane.call(askAbout, new AskAbout.Ask(notice, null, refund.id()));
            }
            case Refunds.Refunding.NotThere none ->
                    lane.call(askAbout, new AskAbout.Ask(notice, null, refund.id()));
            case Refunds.Refunding.Unknown unknown ->
                    lane.call(askAbout, new AskAbout.Ask(notice, null, refund.id()));
        }
    }

    /**
     * A refund that failed is said to be done. Mostly this is an older word that comes late; if the
     * channel stays with it, money went out that the books do not know.
     */
    private void doubt(Refund refund) {
        Attempt attempt = payments.attempt(refund.attempt()).orElseThrow();
        if (channels.require(attempt.channel()) instanceof Refunds channel
                && channel.queryRefund(back(refund, attempt)) instanceof Refunds.Refunding.Done) {
            cases.open(
                    "refund_after_failure",
                    attempt.channel(),
                    attempt.reference(),
                    "The channel gave back " + refund.amount() + " by a refund that had failed");
        }
    }

    private Refund record(Refund refund, Refunds.Refunding standing) {
        return switch (standing) {
            case Refunds.Refunding.Done done -> end(refund, null, null);
            case Refunds.Refunding.Refused refused -> end(refund, refused.failure(), null);
            case Refunds.Refunding.Accepted accepted -> remember(refund, accepted.handle());
            case Refunds.Refunding.NotThere none -> refund;
            case Refunds.Refunding.Unknown unknown -> refund;
        };
    }

    /** The channel's own name of the refund, by which it is asked about from now on. */
    private Refund remember(Refund refund, @Nullable String handle) {
        if (handle != null && !handle.equals(refund.handle())) {
            sql.sql("UPDATE payments.refund SET handle = :handle WHERE id = :id")
                    .param("handle", handle)
                    .param("id", refund.id().value())
                    .update();
        }
        return refund.named(handle);
    }

    private Refund unable(Refund refund, String channel) {
        return end(
                refund,
                new Failure("refund_unsupported", channel + " gives nothing back", false),
                null);
    }

    private Refund end(Refund refund, @Nullable Failure failure, @Nullable UUID notice) {
        return lane.call(endRefund, new EndRefund.End(refund.id(), failure, notice));
    }

    private static Refunds.Return back(Refund refund, Attempt attempt) {
        return new Refunds.Return(
                attempt.charge(),
                attempt.trade() == null ? "" : attempt.trade(),
                refund.reference(),
                attempt.collected(),
                refund.amount(),
                refund.reason(),
                refund.handle(),
                refund.createdAt());
    }
}
