package io.paideia.routing;

import io.paideia.channels.Payer;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;

/**
 * What shall be collected, as far as the choice of a channel goes. Immutable.
 *
 * @param method of API.md; {@code auto} leaves it to the buyer's device
 */
public record Question(PlatformId platform, Money amount, String method, Payer payer) {}
