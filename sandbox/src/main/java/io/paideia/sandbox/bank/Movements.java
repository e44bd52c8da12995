package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Payouts;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Everything booked on the account: what payers sent, and what the merchant sent. */
final class Movements {

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
        Stream<Movement> in = paid().map(Movements::credit);
        Stream<Movement> out =
                payouts.all()
                        .filter(payout -> payout.channel().equals(BankChannel.NAME))
                        .flatMap(Movements::sent);
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

    /** A payer may send another amount than was asked for; the bank tells what it got. */
    Amount sends(Trade trade) {
        Amount asked = trade.order().amount();
        boolean wrong =
                trade.order().detail(Incoming.ANNOUNCED).isPresent()
                        && scenarios
                                .on(
                                        Fault.Kind.WRONG_AMOUNT,
                                        BankChannel.NAME,
                                        trade.order().reference())
                                .isPresent();
        return wrong
                ? new Amount(asked.minor() == 1 ? 2 : asked.minor() - 1, asked.currency())
                : asked;
    }

    static Movement credit(Trade trade) {
        return new Movement(
                trade.tradeNumber().orElseThrow(),
                Movement.Side.CREDIT,
                Objects.requireNonNull(trade.taken()),
                Objects.requireNonNull(trade.paidAt()),
                "",
                trade.order().detail("end_to_end").orElse("NOTPROVIDED"),
                trade.order().detail("name").orElse(Account.PAYER),
                trade.order().detail("from").orElse(Account.PAYER_IBAN),
                Account.PAYER_BIC,
                trade.order().detail("account").orElse(""),
                trade.order().detail("text").orElse(""),
                "");
    }

    /** What a transfer of the merchant's did to the account: nothing, one booking, or two. */
    private static Stream<Movement> sent(Payout payout) {
        if (payout.detail(Payments.RETURNED).isPresent()) {
            return Stream.of(debit(payout), back(payout));
        }
        return payout.status() == Payout.Status.SUCCEEDED
                ? Stream.of(debit(payout))
                : Stream.empty();
    }

    private static Movement debit(Payout payout) {
        Instant ended = Objects.requireNonNullElse(payout.endedAt(), payout.createdAt());
        return new Movement(
                payout.number(),
                Movement.Side.DEBIT,
                payout.amount(),
                payout.detail(Payments.SENT_AT).map(Instant::parse).orElse(ended),
                payout.detail("message").orElse(""),
                payout.reference(),
                payout.detail("name").orElse(""),
                payout.payee(),
                payout.detail("bic").orElse(""),
                "",
                payout.detail("text").orElse(""),
                "");
    }

    /** The payee's bank sent it back. */
    static Movement back(Payout payout) {
        return new Movement(
                payout.detail(Payments.RETURNED).orElseThrow(),
                Movement.Side.CREDIT,
                payout.amount(),
                Objects.requireNonNull(payout.endedAt()),
                payout.detail("message").orElse(""),
                payout.reference(),
                payout.detail("name").orElse(""),
                payout.payee(),
                payout.detail("bic").orElse(""),
                "",
                payout.detail("text").orElse(""),
                payout.detail("reason").orElse("AC04"));
    }
}
