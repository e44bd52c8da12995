package io.paideia.web;

import io.paideia.identity.UserId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Tells what lies in a buyer's wallet. Where no bean of this type is there, no wallet is offered.
 * Thread-safe; asked once for each page that offers ways to pay to the signed-in buyer.
 */
@FunctionalInterface
interface Purse {

    /** What can be spent now in this currency; null if the person has no wallet in it. */
    @Nullable Money balance(UserId buyer, Currency currency);
}
