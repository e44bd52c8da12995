package io.paideia.disputes;

import io.paideia.channels.Channels;
import io.paideia.channels.Disputes;
import io.paideia.channels.Failure;
import io.paideia.http.Problem;
import io.paideia.lane.Lane;
import io.paideia.payments.Agenda;
import io.paideia.payments.Backoff;
import io.paideia.payments.Contested;
import io.paideia.payments.Disputing;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Hears of disputes and answers them: records the intent, calls the channel, records what it said,
 * and asks again where it said nothing. Thread-safe; calls the network.
 */
@Component
final class Answering implements Disputing {

    private static final Logger log = LoggerFactory.getLogger(Answering.class);
    private static final int AT_ONCE = 20;

    /** How long a caller itself waits for a provider before somebody else asks. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Agenda agenda;
    private final Lane lane;
    private final Channels channels;
    private final DisputeRows rows;
    private final RecordDispute recordDispute;
    private final Disbelieve disbelieve;
    private final Contested contested;
    private final Clock clock;

    Answering(
            JdbcClient sql,
            Lane lane,
            Channels channels,
            DisputeRows rows,
            RecordDispute recordDispute,
            Disbelieve disbelieve,
            Contested contested,
            Clock clock) {
        this.agenda = new Agenda(sql, "disputes.dispute", clock);
        this.lane = lane;
        this.channels = channels;
        this.rows = rows;
        this.recordDispute = recordDispute;
        this.disbelieve = disbelieve;
        this.contested = contested;
        this.clock = clock;
    }

    @Override
    public Optional<String> objection(String channel, Disputes.Dispute dispute) {
        Optional<Contested.Sale> sale =
                contested.find(channel, dispute.reference(), dispute.trade());
        if (sale.isEmpty()) {
            return Optional.of("reference");
        }
        boolean fits =
                dispute.amount().isPositive()
                        && dispute.amount().currency().equals(sale.get().collected().currency())
                        && !dispute.amount().exceeds(sale.get().collected());
        return fits ? Optional.empty() : Optional.of("amount");
    }

    /**
     * Where a notice proves nothing, what it tells is only a reason to ask.
     *
     * @throws Problem if the channel does not answer; the notice is acted on later
     */
    @Override
    public void told(UUID notice, String channel, Disputes.Dispute dispute) {
        if (channels.require(channel) instanceof Disputes asked && !asked.noticesProve()) {
            ask(asked, notice, dispute);
        } else {
            lane.call(recordDispute, new RecordDispute.Word(channel, dispute, notice));
        }
    }

    private void ask(Disputes channel, UUID notice, Disputes.Dispute told) {
        Optional<String> doubt =
                switch (channel.queryDispute(told.id())) {
                    case Disputes.Stand.Known(Disputes.Dispute known) -> {
                        Optional<String> objection = objection(channel.name(), known);
                        if (objection.isEmpty()) {
                            lane.call(
                                    recordDispute,
                                    new RecordDispute.Word(channel.name(), known, notice));
                        }
                        yield objection.map(what -> "the channel's own word has another " + what);
                    }
                    case Disputes.Stand.NotThere none ->
                            Optional.of("the channel knows no such dispute");
                    case Disputes.Stand.Refused(Failure failure) -> Optional.of(failure.message());
                    case Disputes.Stand.Unknown(String why) ->
                            throw Problem.retryable(
                                    HttpStatus.SERVICE_UNAVAILABLE, "outcome_unknown", why);
                };
        doubt.ifPresent(
                why ->
                        lane.call(
                                disbelieve,
                                new Disbelieve.Rumour(channel.name(), told, why, notice)));
    }

    /**
     * Hands in evidence.
     *
     * @param answer made by the caller; the same id again hands in nothing new
     * @return the dispute as it stands, unchanged if the channel did not answer
     * @throws Problem if the dispute takes no answer any more, or the channel surely refused
     */
    Dispute submit(UUID answer, Dispute dispute, Map<String, String> evidence) {
        return answer(answer, dispute, Dispute.Intent.EVIDENCE, evidence);
    }

    /** Gives in; otherwise as above. */
    Dispute accept(UUID answer, Dispute dispute) {
        return answer(answer, dispute, Dispute.Intent.ACCEPT, Map.of());
    }

    private Dispute answer(
            UUID answer, Dispute dispute, Dispute.Intent intent, Map<String, String> evidence) {
        if (!(channels.require(dispute.channel()) instanceof Disputes channel)) {
            throw Problem.unprocessable(
                    "dispute_unsupported", dispute.channel() + " takes no answers here");
        }
        boolean fresh =
                rows.intend(dispute.id(), answer, intent, evidence, clock.instant().plus(SILENCE));
        Dispute intended = rows.find(dispute.id()).orElseThrow();
        if (!fresh) {
            if (answer.equals(intended.answer())) {
                return intended;
            }
            throw unable(intended);
        }
        Disputes.Stand stand = call(channel, intended, intent);
        if (stand instanceof Disputes.Stand.Unknown) {
            rows.doubt(dispute.id(), answer, Backoff.unknown(clock.instant(), 0));
        }
        record(intended, stand);
        return rows.find(dispute.id()).orElseThrow();
    }

    private static Problem unable(Dispute dispute) {
        return dispute.intent() == null
                ? Problem.conflict("dispute_not_open", "The dispute is " + dispute.status().word())
                : Problem.retryable(
                        HttpStatus.CONFLICT,
                        "dispute_in_progress",
                        "The channel has not told yet what became of the last answer");
    }

    private static Disputes.Stand call(Disputes channel, Dispute dispute, Dispute.Intent intent) {
        return switch (intent) {
            case EVIDENCE -> channel.submit(dispute.name(), dispute.evidence());
            case ACCEPT -> channel.accept(dispute.name());
        };
    }

    private void record(Dispute dispute, Disputes.Stand stand) {
        switch (stand) {
            case Disputes.Stand.Known known -> {
                rows.settled(dispute.id());
                lane.call(
                        recordDispute,
                        new RecordDispute.Word(dispute.channel(), known.dispute(), null));
            }
            case Disputes.Stand.Refused refused -> {
                rows.settled(dispute.id());
                throw Problem.unprocessable(
                        "dispute_refused",
                        "The channel did not take it: " + refused.failure().message());
            }
            case Disputes.Stand.NotThere none -> {
                rows.settled(dispute.id());
                throw Problem.unprocessable("dispute_refused", "The channel knows no such dispute");
            }
            case Disputes.Stand.Unknown unknown ->
                    log.info("Dispute {} is in doubt: {}", dispute.id(), unknown.why());
        }
    }

    @Scheduled(fixedDelayString = "${paideia.disputes.sweep:2s}")
    void sweep() {
        agenda.work(
                AT_ONCE, (entry, now) -> Backoff.unknown(now, entry.checks() + 1), this::inquire);
    }

    /** Asks how it stands, and hands in again what was not taken yet. */
    private void inquire(UUID id) {
        Dispute dispute = rows.find(new DisputeId(id)).orElseThrow();
        if (dispute.status().ended()
                || !(channels.require(dispute.channel()) instanceof Disputes channel)) {
            return;
        }
        if (!(channel.queryDispute(dispute.name()) instanceof Disputes.Stand.Known known)) {
            log.info("Dispute {} cannot be asked about", dispute.id());
            return;
        }
        Dispute now =
                lane.call(
                        recordDispute,
                        new RecordDispute.Word(dispute.channel(), known.dispute(), null));
        Dispute.Intent intent = now.intent();
        if (intent != null && !now.status().ended()) {
            record(now, call(channel, now, intent));
        }
    }
}
