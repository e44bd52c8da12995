package io.paideia.routing;

import io.paideia.channels.Charge;
import io.paideia.channels.Payer;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;

/**
 * What shall be collected, as far as the choice of a channel goes. Immutable.
 *
 * @param method of API.md; {@code auto} leaves it to the buyer's device
 * @param taking whether the channel must be able to hold the money first
 */
public record Question(
        PlatformId platform, Money amount, String method, Payer payer, Charge.Taking taking) {

    /** The money is taken at once, as any channel can. */
    public Question(PlatformId platform, Money amount, String method, Payer payer) {
        this(platform, amount, method, payer, Charge.Taking.AT_ONCE);
    }
}
