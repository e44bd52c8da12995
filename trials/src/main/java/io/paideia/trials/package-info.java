/** What Paideia survives: simulation and torture. */
@NullMarked
package io.paideia.trials;

import org.jspecify.annotations.NullMarked;
