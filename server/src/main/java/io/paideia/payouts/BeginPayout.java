package io.paideia.payouts;

import io.paideia.http.Problem;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
import io.paideia.ledger.Transfer;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Moves a party's money out of reach and records the payout, before the channel is called: of two
 * payouts of everything at the same moment one is refused.
 */
@Component
final class BeginPayout implements Handler<BeginPayout.Begin, BeginPayout.Begun> {

    private final PayoutRows rows;
    private final Ledger ledger;

    BeginPayout(PayoutRows rows, Ledger ledger) {
        this.rows = rows;
        this.ledger = ledger;
    }

    /**
     * What shall be sent.
     *
     * @param ifSilent how long the caller itself waits for the channel; later somebody else asks
     */
    record Begin(Payout wanted, Duration ifSilent) {}

    /** What came of it. */
    sealed interface Begun {
        record Fresh(Payout payout) implements Begun {}

        record Repeated(Payout payout) implements Begun {}

        record Refused(Problem problem) implements Begun {}
    }

    @Override
    public List<Begun> handle(List<Begin> commands, Batch batch) throws SQLException {
        Map<PayoutId, Payout> known =
                new HashMap<>(
                        rows.find(
                                batch,
                                commands.stream().map(command -> command.wanted().id()).toList()));
        Map<Account, Money> free = new HashMap<>(ledger.free(batch, sources(commands, false)));
        free.putAll(ledger.spendable(batch, sources(commands, true)));
        List<Payout> begun = new ArrayList<>();
        List<Begun> answers = new ArrayList<>(commands.size());
        for (Begin command : commands) {
            Payout payout = command.wanted().begun(batch.at());
            Payout before = known.get(payout.id());
            if (before != null) {
                answers.add(new Begun.Repeated(before));
                continue;
            }
            Begun answer = begin(payout, free, batch);
            if (answer instanceof Begun.Fresh) {
                begun.add(payout);
                known.put(payout.id(), payout);
            }
            answers.add(answer);
        }
        rows.insert(batch, begun, batch.at().plus(commands.getFirst().ifSilent()));
        return answers;
    }

    private Begun begin(Payout payout, Map<Account, Money> free, Batch batch) throws SQLException {
        Account source = source(payout);
        Money has = Objects.requireNonNull(free.get(source));
        if (payout.amount().exceeds(has)) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            "insufficient_funds", "At most " + has + " can be sent now"));
        }
        List<Transfer> leaving = Bookings.leave(payout);
        Outcome outcome = ledger.handle(List.of(leaving), batch).getFirst().getFirst();
        if (!outcome.posted()) {
            return new Begun.Refused(
                    Problem.unprocessable(
                            outcome.code(), "The ledger refuses to let the money go"));
        }
        free.put(source, has.minus(payout.amount()));
        return new Begun.Fresh(payout);
    }

    /** The accounts that money leaves: wallets, or all others. */
    private static List<Account> sources(List<Begin> commands, boolean wallets) {
        return commands.stream()
                .map(Begin::wanted)
                .filter(wanted -> (wanted.party().kind() == Party.Kind.BUYER) == wallets)
                .map(BeginPayout::source)
                .distinct()
                .toList();
    }

    private static Account source(Payout payout) {
        return payout.party().source(payout.amount().currency());
    }
}
