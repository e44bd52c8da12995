@NullMarked
package io.paideia.trials;

import org.jspecify.annotations.NullMarked;
