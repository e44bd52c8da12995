package io.paideia.ledger;

/** What the flags of an account, by number, are from a block on. */
record FlagChange(long account, boolean frozen, boolean closed) {}
