/**
 * What a measurement needs of the ledger's inside: it stands in the ledger's own package because
 * pages of a statement and the making of a batch are nobody else's business.
 */
@NullMarked
package io.paideia.ledger;

import org.jspecify.annotations.NullMarked;
