/** Paideia: payments and settlement for paid knowledge. */
@NullMarked
package io.paideia;

import org.jspecify.annotations.NullMarked;
