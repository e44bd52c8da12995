package io.paideia.payments;

import io.paideia.channels.Failure;
import io.paideia.channels.Started;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import io.paideia.ledger.Account;
import io.paideia.ledger.Ledger;
import io.paideia.money.Money;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Pays orders out of their buyers' wallets: the attempt begins and ends in one transaction, for
 * nobody outside is asked. A wallet that holds too little, or is frozen, or whose owner owes what
 * is in it, refuses as a channel would.
 */
@Component
final class PayFromWallet implements Handler<BeginAttempt.Begin, BeginAttempt.Begun> {

    private final BeginAttempt beginAttempt;
    private final ConfirmPayment confirmPayment;
    private final RecordStart recordStart;
    private final Ledger ledger;

    PayFromWallet(
            BeginAttempt beginAttempt,
            ConfirmPayment confirmPayment,
            RecordStart recordStart,
            Ledger ledger) {
        this.beginAttempt = beginAttempt;
        this.confirmPayment = confirmPayment;
        this.recordStart = recordStart;
        this.ledger = ledger;
    }

    @Override
    public List<BeginAttempt.Begun> handle(List<BeginAttempt.Begin> commands, Batch batch)
            throws SQLException {
        List<BeginAttempt.Begun> begun = beginAttempt.handle(commands, batch);
        List<BeginAttempt.Begun.Fresh> fresh = new ArrayList<>();
        for (BeginAttempt.Begun answer : begun) {
            if (answer instanceof BeginAttempt.Begun.Fresh begins) {
                fresh.add(begins);
            }
        }
        Map<Account, Money> free =
                new HashMap<>(
                        ledger.spendable(
                                batch,
                                fresh.stream().map(PayFromWallet::wallet).distinct().toList()));
        List<ConfirmPayment.Confirm> paid = new ArrayList<>();
        List<RecordStart.Answered> refused = new ArrayList<>();
        for (BeginAttempt.Begun.Fresh begins : fresh) {
            Account wallet = wallet(begins);
            Money has = Objects.requireNonNull(free.get(wallet));
            Attempt attempt = begins.attempt();
            if (attempt.amount().exceeds(has)) {
                refused.add(new RecordStart.Answered(attempt.id(), tooLittle()));
            } else {
                free.put(wallet, has.minus(attempt.amount()));
                paid.add(
                        new ConfirmPayment.Confirm(
                                Till.WALLET,
                                attempt.reference(),
                                attempt.amount(),
                                begins.payment().id().toString(),
                                null));
            }
        }
        if (!paid.isEmpty()) {
            for (ConfirmPayment.Confirmed confirmed : confirmPayment.handle(paid, batch)) {
                if (confirmed != ConfirmPayment.Confirmed.PAID) {
                    throw new IllegalStateException("A wallet's payment is " + confirmed);
                }
            }
        }
        if (!refused.isEmpty()) {
            recordStart.handle(refused, batch);
        }
        return begun;
    }

    private static Account wallet(BeginAttempt.Begun.Fresh begins) {
        return Account.wallet(
                begins.payment().buyer().toString(), begins.attempt().amount().currency());
    }

    private static Started tooLittle() {
        return new Started.Refused(
                new Failure("insufficient_funds", "The wallet holds less than this", true));
    }
}
