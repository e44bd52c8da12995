/** Real processes and a real PostgreSQL, killed under load, and what is found afterwards. */
@NullMarked
package io.paideia.trials.torture;

import org.jspecify.annotations.NullMarked;
