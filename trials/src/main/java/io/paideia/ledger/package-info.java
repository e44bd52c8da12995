/**
 * A store for the real ledger that is not PostgreSQL. It stands in the ledger's own package because
 * what the ledger's store reads and writes is nobody else's business.
 */
@NullMarked
package io.paideia.ledger;

import org.jspecify.annotations.NullMarked;
