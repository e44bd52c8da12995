package io.paideia.payments;

import io.paideia.ledger.Account;
import io.paideia.money.Currency;
import io.paideia.orders.Order;

/** Where the money of an order comes from, and goes back to. */
final class Till {

    /** The name of the method, and of the channel that is none: the buyer's own wallet. */
    static final String WALLET = "wallet";

    private Till() {}

    /** What the channel holds for us, or the wallet of the order's buyer. */
    static Account of(String channel, Order order, Currency currency) {
        return channel.equals(WALLET)
                ? Account.wallet(order.buyer().toString(), currency)
                : Account.channel(channel, currency);
    }
}
