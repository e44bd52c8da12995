package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import java.time.Instant;

/**
 * A booking on the merchant's account. Immutable.
 *
 * @param number the bank's own reference, in every statement the same
 * @param message the merchant's message that caused it, empty if none did
 * @param to which virtual account was named, empty for the account itself
 * @param returned why a transfer of the merchant's came back, empty if this is none that did
 */
record Movement(
        String number,
        Side side,
        Amount amount,
        Instant at,
        String message,
        String endToEnd,
        String name,
        String account,
        String bic,
        String to,
        String text,
        String returned) {

    /** Which way the money went. */
    enum Side {
        CREDIT,
        DEBIT
    }

    Movement of(Amount other) {
        return new Movement(
                number, side, other, at, message, endToEnd, name, account, bic, to, text, returned);
    }
}
