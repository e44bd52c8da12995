package io.paideia.ledger;

/** An account in a book. The same name in another book is another account. */
record Place(String book, Account account) {}
