package io.paideia.routing;

import io.paideia.channels.Channel;
import io.paideia.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a platform's payments are routed. Immutable.
 *
 * @param explorationBasisPoints of 10,000 decisions, so many try another than the best
 * @param contracts with channels; none at all means every channel at the server's default fees
 */
public record Policy(Strategy strategy, int explorationBasisPoints, List<Contract> contracts) {

    public Policy {
        contracts = List.copyOf(contracts);
    }

    /**
     * What a platform agreed with a channel. Immutable.
     *
     * @param currency the only one it is about, null for all that the channel takes
     * @param feeFixed minor units of the payment's currency for each payment
     * @param lowest minor units, nothing smaller is collected
     * @param highest minor units, nothing larger is collected; null without bound
     * @param weight for {@link Strategy#WEIGHTS}
     * @param position for {@link Strategy#FIXED}, the smallest first
     */
    public record Contract(
            String channel,
            @Nullable String currency,
            int feeBasisPoints,
            long feeFixed,
            long lowest,
            @Nullable Long highest,
            int weight,
            int position) {

        boolean concerns(Channel other, Money amount) {
            return channel.equals(other.name())
                    && (currency == null || currency.equals(amount.currency().code()));
        }

        /** In minor units, what is left of a unit counts as one: a fee is never guessed too low. */
        long fee(Money amount) {
            long share = Math.multiplyExact(amount.minor(), feeBasisPoints);
            return Math.addExact(feeFixed, Math.ceilDiv(share, 10_000L));
        }
    }
}
