package io.paideia.disputes;

import io.paideia.channels.Disputes;
import io.paideia.channels.Notices;
import io.paideia.events.Events;
import io.paideia.events.NewEvent;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.money.Money;
import io.paideia.payments.Contested;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes a provider's word on a dispute. The first one opens it and holds the parties' shares; the
 * one that ends it frees them or gives them to the buyer. However often and in whatever order the
 * words come, each happens once.
 */
@Component
final class RecordDispute implements Handler<RecordDispute.Word, Dispute> {

    /** Nobody waits for news of a dispute by the minute, and notices come besides. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private final DisputeRows rows;
    private final Contested contested;
    private final Events events;
    private final Notices notices;

    RecordDispute(DisputeRows rows, Contested contested, Events events, Notices notices) {
        this.rows = rows;
        this.contested = contested;
        this.events = events;
        this.notices = notices;
    }

    /**
     * What the provider says.
     *
     * @param notice the notice it stands in, null if the provider was asked
     */
    record Word(String channel, Disputes.Dispute told, @Nullable UUID notice) {}

    @Override
    public List<Dispute> handle(List<Word> commands, Batch batch) throws SQLException {
        List<NewEvent> news = new ArrayList<>();
        List<Dispute> answers = new ArrayList<>(commands.size());
        for (Word word : commands) {
            Optional<Dispute> known = rows.find(batch, word.channel(), word.told().id());
            Contested.Sale sale =
                    contested
                            .find(
                                    batch,
                                    word.channel(),
                                    // A later word may name less than the first.
                                    known.isPresent()
                                            ? known.get().reference()
                                            : word.told().reference(),
                                    word.told().trade())
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "A dispute of no sale: " + word.told().id()));
            Dispute dispute =
                    known.isPresent() ? known.get() : open(word.told(), sale, batch, news);
            answers.add(advance(dispute, word, sale, batch, news));
        }
        events.append(batch, news);
        notices.acted(batch, commands.stream().map(Word::notice).filter(Objects::nonNull).toList());
        return answers;
    }

    private Dispute open(
            Disputes.Dispute told, Contested.Sale sale, Batch batch, List<NewEvent> news)
            throws SQLException {
        DisputeId id = DisputeId.next();
        Money none = Money.zero(told.amount().currency());
        // One that was won before we heard of it takes nothing.
        Money held =
                told.status() == Disputes.Status.WON
                        ? none
                        : contested.hold(batch, id.value(), sale, told.amount());
        Dispute opened =
                new Dispute(
                        id,
                        sale.channel(),
                        told.id(),
                        sale.reference(),
                        sale.payment(),
                        sale.order(),
                        sale.platform(),
                        sale.user(),
                        Dispute.Status.NEEDS_RESPONSE,
                        told.amount(),
                        held,
                        told.reason(),
                        told.dueBy(),
                        null,
                        null,
                        Map.of(),
                        batch.at(),
                        null);
        rows.insert(batch, opened);
        news.add(DisputeChanged.event(DisputeChanged.OPENED, opened));
        return opened;
    }

    private Dispute advance(
            Dispute dispute, Word word, Contested.Sale sale, Batch batch, List<NewEvent> news)
            throws SQLException {
        Dispute.Status told = Dispute.Status.of(word.told().status());
        if (dispute.status().ended()) {
            if (told.ended() && told != dispute.status()) {
                contested.alarm(
                        batch,
                        "dispute_turned",
                        sale,
                        "It was " + dispute.status().word() + " and is said to be " + told.word());
            }
            return dispute;
        }
        boolean back =
                dispute.status() == Dispute.Status.UNDER_REVIEW
                        && told == Dispute.Status.NEEDS_RESPONSE;
        if (back && word.notice() != null) {
            // An older notice that comes late, or a new question: only the provider knows.
            rows.update(batch, dispute, batch.at());
            return dispute;
        }
        Dispute next = dispute.now(told, word.told().dueBy(), batch.at());
        rows.update(batch, next, nextCheck(next, batch.at()));
        switch (told) {
            case NEEDS_RESPONSE -> {}
            case UNDER_REVIEW -> {}
            case WON -> {
                contested.release(batch, dispute.id().value(), sale);
                news.add(DisputeChanged.event(DisputeChanged.WON, next));
            }
            case LOST -> {
                contested.take(batch, dispute.id().value(), sale);
                news.add(DisputeChanged.event(DisputeChanged.LOST, next));
            }
        }
        return next;
    }

    private static @Nullable Instant nextCheck(Dispute dispute, Instant now) {
        return dispute.status().ended() ? null : now.plus(SELDOM);
    }
}
