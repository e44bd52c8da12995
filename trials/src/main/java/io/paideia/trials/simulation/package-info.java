/** The lane and the ledger in one thread, on a fake store, from a seed. */
@NullMarked
package io.paideia.trials.simulation;

import org.jspecify.annotations.NullMarked;
