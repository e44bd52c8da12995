package io.paideia.web;

import io.paideia.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A way to pay that the checkout shows. Immutable.
 *
 * @param method its name in the API
 * @param elsewhere whether another device is needed
 * @param balance what the wallet holds; null for every other method
 * @param payable whether it can be chosen: a wallet that does not suffice is shown, and cannot
 */
record Offer(String method, boolean elsewhere, @Nullable Money balance, boolean payable) {

    static Offer here(String method) {
        return new Offer(method, false, null, true);
    }

    static Offer elsewhere(String method) {
        return new Offer(method, true, null, true);
    }

    static Offer wallet(Money balance, Money total) {
        return new Offer(PayMethods.WALLET, false, balance, balance.compareTo(total) >= 0);
    }

    /** Whose mark stands beside it. */
    public String mark() {
        return Checkout.app(method);
    }
}
