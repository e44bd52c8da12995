package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades;
import io.paideia.sandbox.engine.Trades.Decision;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows at a receipt what was given back of it, so that both books can be compared as with any
 * provider. A bank knows transfers only: which receipt one gives back stands in its text, by the
 * number under which the bank booked it. Safe for all threads.
 */
final class GivenBack {

    private static final Pattern RECEIPT = Pattern.compile("SB[0-9]{20}");

    private final Trades trades;

    GivenBack(Trades trades) {
        this.trades = trades;
    }

    /** A transfer that names no receipt, or is more than is left of it, is one like any other. */
    void show(Payout payout) {
        Matcher receipt = RECEIPT.matcher(payout.detail("text").orElse(""));
        if (!payout.detail("message").orElse("").startsWith("R") || !receipt.find()) {
            return;
        }
        trades.findByNumber(BankChannel.NAME, receipt.group())
                .map(trade -> trade.order().reference())
                .ifPresent(
                        reference ->
                                trades.decide(
                                        BankChannel.NAME,
                                        reference,
                                        stored -> shown(stored.orElseThrow(), payout)));
    }

    private static Decision<Boolean> shown(Trade trade, Payout payout) {
        Refund refund = refund(payout);
        if (trade.refund(payout.reference()).isPresent()) {
            return Decision.change(true, trade.refundedNow(refund));
        }
        boolean fits =
                trade.status() == Trade.Status.PAID
                        && refund.amount().currency().equals(trade.order().amount().currency())
                        && !refund.amount().exceeds(trade.refundable());
        return fits ? Decision.change(true, trade.refunded(refund)) : Decision.keep(false);
    }

    private static Refund refund(Payout payout) {
        Refund pending =
                Refund.pending(
                        payout.reference(),
                        payout.number(),
                        payout.amount(),
                        payout.detail("text").orElse(""),
                        payout.createdAt());
        Instant ended = Objects.requireNonNullElse(payout.endedAt(), payout.createdAt());
        return switch (payout.status()) {
            case PENDING -> pending;
            case SUCCEEDED -> pending.ended(Refund.Status.SUCCEEDED, ended);
            case FAILED -> pending.ended(Refund.Status.FAILED, ended);
        };
    }
}
