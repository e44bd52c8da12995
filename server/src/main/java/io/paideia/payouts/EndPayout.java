package io.paideia.payouts;

import io.paideia.channels.Alarm;
import io.paideia.channels.Failure;
import io.paideia.channels.Notices;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
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
 * come back after it was sent: it is the party's again. A payout that failed stays so.
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
     * @param failure that the channel surely refused or got it back; null if it sent it
     * @param notice the notice that says so, null if the channel was asked
     */
    record End(PayoutId payout, @Nullable Failure failure, @Nullable UUID notice) {}

    @Override
    public List<Payout> handle(List<End> commands, Batch batch) throws SQLException {
        Map<PayoutId, Payout> payouts =
                new HashMap<>(rows.find(batch, commands.stream().map(End::payout).toList()));
        Map<PayoutId, Payout> ended = new LinkedHashMap<>();
        List<NewEvent> news = new ArrayList<>();
        List<Payout> answers = new ArrayList<>(commands.size());
        for (End command : commands) {
            Payout payout = Objects.requireNonNull(payouts.get(command.payout()), "no such payout");
            Failure failure = command.failure();
            Payout next =
                    switch (payout.status()) {
                        case PENDING ->
                                failure == null
                                        ? send(payout, batch)
                                        : fail(payout, failure, batch);
                        case SUCCEEDED -> failure == null ? payout : fail(payout, failure, batch);
                        case FAILED -> payout;
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

    private Payout send(Payout payout, Batch batch) throws SQLException {
        ledger.post(batch, Bookings.sent(payout));
        return payout.sent(batch.at());
    }

    private Payout fail(Payout payout, Failure failure, Batch batch) throws SQLException {
        List<Outcome> outcomes = ledger.handle(List.of(Bookings.back(payout)), batch).getFirst();
        if (!outcomes.stream().allMatch(Outcome::posted)) {
            ledger.post(batch, Bookings.stranded(payout));
            alarm.raise(
                    batch,
                    "payout_stranded",
                    payout.destination().channel(),
                    payout.id().reference(),
                    payout.amount()
                            + " came back and is in suspense, for the account of "
                            + payout.party()
                            + " takes nothing");
        }
        return payout.failed(failure, batch.at());
    }
}
