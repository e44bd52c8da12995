/**
 * The real ledger as trials need it: over a store that is not PostgreSQL, and in a process that is
 * no whole server. It stands in the ledger's own package because what the ledger's stores read and
 * write, and who looks after it, is nobody else's business.
 */
@NullMarked
package io.paideia.ledger;

import org.jspecify.annotations.NullMarked;
