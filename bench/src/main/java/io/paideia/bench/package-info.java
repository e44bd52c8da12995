/** Load and measurements, always beside a baseline of the same run. */
@NullMarked
package io.paideia.bench;

import org.jspecify.annotations.NullMarked;
