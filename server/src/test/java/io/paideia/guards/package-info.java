/** The guards of lane and ledger: each is removed, and its named test must turn red. */
@NullMarked
package io.paideia.guards;

import org.jspecify.annotations.NullMarked;
