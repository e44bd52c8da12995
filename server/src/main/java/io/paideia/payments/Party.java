package io.paideia.payments;

import io.paideia.ledger.Account;
import io.paideia.ledger.Account.Stage;
import io.paideia.money.Currency;
import java.util.List;

/**
 * Whoever a share of an order is for, and the accounts that this party's money stands on: creators
 * and platforms are settled with, the operator keeps its fee at once, a buyer's own money is in the
 * wallet. Immutable.
 *
 * @param name as the share tells it
 */
record Party(String name) {

    private static final String OPERATOR = "operator";
    private static final String BUYER = "buyer:";

    /** Whether what it earns falls due on a cycle. */
    boolean settledWith() {
        return !owesNothing() && !name.startsWith(BUYER);
    }

    /** The operator's fee has no stages: what is taken back is simply less of it. */
    boolean owesNothing() {
        return name.equals(OPERATOR);
    }

    /** Where a sale's share arrives. */
    Account earns(Currency currency) {
        if (owesNothing()) {
            return Account.fees(currency);
        }
        return settledWith()
                ? Account.of(name, Stage.PENDING, currency)
                : Account.wallet(name.substring(BUYER.length()), currency);
    }

    /** What is taken back comes from here, in this order; the rest becomes a debt. */
    List<Account> gives(Currency currency) {
        return settledWith()
                ? List.of(earns(currency), Account.of(name, Stage.AVAILABLE, currency))
                : List.of(earns(currency));
    }

    /** What the party must repay out of what it earns later. */
    Account debt(Currency currency) {
        return Account.of(name, Stage.RECEIVABLE, currency);
    }
}
