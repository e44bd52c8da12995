package io.paideia.web;

import io.paideia.identity.UserId;
import io.paideia.ledger.Holdings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The wallets as they stand in the ledger. Thread-safe. */
@Component
final class LedgerPurse implements Purse {

    private final Holdings holdings;

    LedgerPurse(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public @Nullable Money balance(UserId buyer, Currency currency) {
        Holdings.Wallet wallet = holdings.wallet(buyer.toString()).get(currency);
        return wallet == null ? null : wallet.available();
    }
}
