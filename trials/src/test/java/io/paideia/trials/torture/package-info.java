@NullMarked
package io.paideia.trials.torture;

import org.jspecify.annotations.NullMarked;
