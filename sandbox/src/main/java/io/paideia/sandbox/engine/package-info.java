/**
 * What every provider has in common: orders that become trades, a virtual clock, notices with their
 * retry schedule, faults and the journal. It uses no other package of the sandbox.
 */
@NullMarked
package io.paideia.sandbox.engine;

import org.jspecify.annotations.NullMarked;
