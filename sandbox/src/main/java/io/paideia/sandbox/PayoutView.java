package io.paideia.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paideia.sandbox.engine.Payout;
import java.util.Locale;

/** A payout as the control plane shows it; amounts are in minor units. */
record PayoutView(
        String reference,
        String channel,
        @JsonProperty("payout_no") String number,
        TradeView.Money amount,
        String payee,
        String status) {

    static PayoutView of(Payout payout) {
        return new PayoutView(
                payout.reference(),
                payout.channel(),
                payout.number(),
                TradeView.Money.of(payout.amount()),
                payout.payee(),
                payout.status().name().toLowerCase(Locale.ROOT));
    }
}
