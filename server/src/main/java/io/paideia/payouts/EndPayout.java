package io.paideia.payouts;

import io.paideia.channels.Alarm;
import io.paideia.channels.Failure;
import io.paideia.channels.Notices;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes the channel's word on a payout. Sent: the money leaves the channel's account. Refused, or
 * come back even after it was sent: it is the party's again. A payout that failed stays so.
 */
@Component
final class EndPayout implements Handler<EndPayout.End, Payout> {

    private final PayoutRows rows;
    private final Ledger ledger;
    private final Events events;
    private final Notices notices;
    private final Alarm alarm;

    EndPayout(PayoutRows rows, Ledger ledger, Events events, Notices notices, Alarm alarm) {
        this.rows = rows;
        this.ledger = ledger;
        this.events = events;
        this.notices = notices;
        this.alarm = alarm;
    }

    /**
     * How it ended.
     *
     * @param standing done, refused or returned
     * @param notice the notice that says so, null if the channel was asked
     */
    record End(PayoutId payout, Transferring standing, @Nullable UUID notice) {}

    @Override
    public List<Payout> handle(List<End> commands, Batch batch) throws SQLException {
        Map<PayoutId, Payout> payouts =
                new HashMap<>(rows.find(batch, commands.stream().map(End::payout).toList()));
        Map<PayoutId, Payout> ended = new LinkedHashMap<>();
        List<NewEvent> news = new ArrayList<>();
        List<Payout> answers = new ArrayList<>(commands.size());
        for (End command : commands) {
            Payout payout = Objects.requireNonNull(payouts.get(command.payout()), "no such payout");
            Payout next =
                    switch (command.standing()) {
                        case Transferring.Done done -> done(payout, done, batch);
                        case Transferring.Refused refused ->
                                refused(payout, refused.failure(), batch);
                        case Transferring.Returned returned ->
                                payout.status() == Payout.Status.FAILED
                                        ? payout
                                        : fail(payout, returned.failure(), batch);
                        case Transferring.Accepted open -> throw notOver(open);
                        case Transferring.NotThere open -> throw notOver(open);
                        case Transferring.Unknown open -> throw notOver(open);
                    };
            if (!next.status().equals(payout.status())) {
                payouts.put(next.id(), next);
                ended.put(next.id(), next);
                news.add(PayoutEnded.event(next));
            }
            answers.add(next);
        }
        rows.update(batch, ended.values());
        events.append(batch, news);
        notices.acted(batch, commands.stream().map(End::notice).filter(Objects::nonNull).toList());
        return answers;
    }

    private static IllegalArgumentException notOver(Transferring standing) {
        return new IllegalArgumentException("No end: " + standing);
    }

    private Payout done(Payout payout, Transferring.Done done, Batch batch) throws SQLException {
        return switch (payout.status()) {
            case PENDING -> {
                ledger.post(batch, Bookings.sent(payout));
                yield payout.sent(done.handle(), batch.at());
            }
            case SUCCEEDED -> payout;
            case FAILED -> {
                // Of a payout that came back after it was sent this is an older word.
                if (payout.sentAt() == null) {
                    raise(batch, "payout_after_failure", payout, " was sent after a failure to ");
                }
                yield payout;
            }
        };
    }

    private Payout refused(Payout payout, Failure failure, Batch batch) throws SQLException {
        return switch (payout.status()) {
            case PENDING -> fail(payout, failure, batch);
            case SUCCEEDED -> {
                // What was sent can come back, but not be refused: perhaps a repeat was.
                raise(batch, "payout_refused_later", payout, " was sent, and refused later, to ");
                yield payout;
            }
            case FAILED -> payout;
        };
    }

    private Payout fail(Payout payout, Failure failure, Batch batch) throws SQLException {
        if (!posts(Bookings.back(payout), batch)) {
            if (!posts(Bookings.stranded(payout), batch)) {
                ledger.post(batch, Bookings.strandedAtOnce(payout));
            }
            raise(batch, "payout_stranded", payout, " is in suspense, for nothing takes it of ");
        }
        return payout.failed(failure, batch.at());
    }

    private boolean posts(List<Transfer> transfers, Batch batch) throws SQLException {
        return ledger.handle(List.of(transfers), batch).getFirst().stream()
                .allMatch(Outcome::posted);
    }

    private void raise(Batch batch, String kind, Payout payout, String what) throws SQLException {
        alarm.raise(
                batch,
                kind,
                payout.destination().channel(),
                payout.id().reference(),
                payout.amount() + what + payout.party());
    }
}
