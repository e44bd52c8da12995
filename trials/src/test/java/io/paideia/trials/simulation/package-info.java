/** That the simulation holds, and that it would notice if it did not. */
@NullMarked
package io.paideia.trials.simulation;

import org.jspecify.annotations.NullMarked;
