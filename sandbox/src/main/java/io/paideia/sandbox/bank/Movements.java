package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Everything booked on the account: what payers sent, and what the merchant sent. */
final class Movements {

    private static final String SENT = "sent";

    private final Trades trades;
    private final Payouts payouts;
    private final Scenarios scenarios;

    Movements(Trades trades, Payouts payouts, Scenarios scenarios) {
        this.trades = trades;
        this.payouts = payouts;
        this.scenarios = scenarios;
    }

    /** All of it, oldest first. */
    List<Movement> all() {
        Stream<Movement> in = paid().map(this::credit);
        Stream<Movement> out =
                payouts.all()
                        .filter(payout -> payout.channel().equals(BankChannel.NAME))
                        .filter(payout -> payout.status() == Payout.Status.SUCCEEDED)
                        .map(Movements::debit);
        return Stream.concat(in, out)
                .sorted(Comparator.comparing(Movement::at).thenComparing(Movement::number))
                .toList();
    }

    /** The trades whose money has arrived. */
    Stream<Trade> paid() {
        return trades.all()
                .filter(trade -> trade.order().channel().equals(BankChannel.NAME))
                .filter(trade -> trade.status() == Trade.Status.PAID);
    }

    Movement credit(Trade trade) {
        return new Movement(
                trade.tradeNumber().orElseThrow(),
                Movement.Side.CREDIT,
                new Amount(sent(trade), trade.order().amount().currency()),
                Objects.requireNonNull(trade.paidAt()),
                "",
                trade.order().detail("end_to_end").orElse("NOTPROVIDED"),
                trade.order().detail("name").orElse(Account.PAYER),
                trade.order().detail("from").orElse(Account.PAYER_IBAN),
                Account.PAYER_BIC,
                trade.order().detail("account").orElse(""),
                trade.order().detail("text").orElse(""));
    }

    /** A payer who sends another amount sends it once; from then on all statements have it. */
    private long sent(Trade trade) {
        String channel = trade.order().channel();
        String reference = trade.order().reference();
        return trades.decide(
                channel,
                reference,
                stored -> {
                    Trade now = stored.orElseThrow();
                    if (now.fact(SENT).isPresent()) {
                        return Decision.keep(Long.parseLong(now.fact(SENT).get()));
                    }
                    long asked = now.order().amount().minor();
                    boolean wrong =
                            scenarios.on(Fault.Kind.WRONG_AMOUNT, channel, reference).isPresent();
                    long sent = wrong ? (asked == 1 ? 2 : asked - 1) : asked;
                    return Decision.change(sent, now.knowing(SENT, Long.toString(sent)));
                });
    }

    private static Movement debit(Payout payout) {
        Instant at = Objects.requireNonNullElse(payout.endedAt(), payout.createdAt());
        return new Movement(
                payout.number(),
                Movement.Side.DEBIT,
                payout.amount(),
                at,
                payout.detail("message").orElse(""),
                payout.reference(),
                payout.detail("name").orElse(""),
                payout.payee(),
                payout.detail("bic").orElse(""),
                "",
                payout.detail("text").orElse(""));
    }
}
