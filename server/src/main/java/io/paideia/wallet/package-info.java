/**
 * A buyer's own money: what there is of it, and how it is topped up. It is spent by {@code
 * payments} and leaves by {@code payouts}.
 */
@ApplicationModule(allowedDependencies = {"money", "ids", "identity", "orders", "ledger", "http"})
@NullMarked
package io.paideia.wallet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
