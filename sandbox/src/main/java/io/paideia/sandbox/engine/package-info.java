/**
 * What every provider has in common: orders that become trades, a virtual clock, notices with their
 * retry schedule, faults and the journal. Of the sandbox it uses only the HTTP server's endpoint.
 */
@NullMarked
package io.paideia.sandbox.engine;

import org.jspecify.annotations.NullMarked;
