package io.paideia.terms;

import io.paideia.money.Money;

/**
 * What one party gets of a sale. Immutable.
 *
 * @param party {@code creator:cre_…}, {@code platform:plt_…}, {@code operator}, or {@code
 *     buyer:usr_…} for money that stays the buyer's own
 * @param amount never zero
 * @param cycleDays days from the sale until it is settled: N of T+N
 */
public record Share(String party, Money amount, int cycleDays) {

    public Share {
        if (amount.isZero()) {
            throw new IllegalArgumentException("A share of nothing is no share: " + party);
        }
        if (cycleDays < 0) {
            throw new IllegalArgumentException("Negative cycle: " + cycleDays);
        }
    }
}
