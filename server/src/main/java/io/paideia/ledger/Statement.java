package io.paideia.ledger;

import io.paideia.money.Currency;
import io.paideia.money.Money;

/**
 * What became of an account in a period. Its sums are differences of two positions, so a year costs
 * no more than a day.
 *
 * @param opening how the account stood before the period
 * @param closing how it stood at the period's end
 */
record Statement(
        Accounts.Opened account,
        Period period,
        Entries.Position opening,
        Entries.Position closing) {

    static Statement of(Accounts.Opened account, Period period, Entries entries) {
        return new Statement(
                account,
                period,
                entries.before(account, period.begin()),
                entries.before(account, period.end()));
    }

    Money openingBalance() {
        return opening.balance(currency());
    }

    Money closingBalance() {
        return closing.balance(currency());
    }

    /** What was debited in the period, posted: what was only held is not in it. */
    Money debits() {
        return new Money(currency(), Math.subtractExact(closing.debits(), opening.debits()));
    }

    /** What was credited in the period, posted. */
    Money credits() {
        return closingBalance().minus(openingBalance()).plus(debits());
    }

    long entryCount() {
        return closing.sequence() - opening.sequence();
    }

    private Currency currency() {
        return account.account().currency();
    }
}
