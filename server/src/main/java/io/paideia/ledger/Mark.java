package io.paideia.ledger;

/**
 * Every so many-th entry of an account: where a reader that begins in the past finds its way in.
 *
 * @param transfer the number of the transfer that made the entry
 * @param debits what the account had been debited with it, posted
 */
record Mark(long account, long sequence, long transfer, long debits) {

    /** Between two marks of an account are so many entries. */
    static final int EVERY = 64;
}
