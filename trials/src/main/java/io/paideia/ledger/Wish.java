package io.paideia.ledger;

/** What somebody wants of an account besides money. */
public enum Wish {
    OPEN,
    OPEN_DEBITS_LIMITED,
    OPEN_CREDITS_LIMITED,
    FREEZE,
    THAW,
    CLOSE,
    /** Is never granted. */
    REOPEN;

    AccountOrders.Order of(Account account) {
        return switch (this) {
            case OPEN -> new AccountOrders.Open(account, Limit.NONE);
            case OPEN_DEBITS_LIMITED -> new AccountOrders.Open(account, Limit.DEBITS);
            case OPEN_CREDITS_LIMITED -> new AccountOrders.Open(account, Limit.CREDITS);
            case FREEZE -> new AccountOrders.Change(account, true, null);
            case THAW -> new AccountOrders.Change(account, false, null);
            case CLOSE -> new AccountOrders.Change(account, null, true);
            case REOPEN -> new AccountOrders.Change(account, null, false);
        };
    }
}
