/**
 * A world of channels that come and go, for measuring what routing loses in it. It stands in
 * routing's own package because how a channel is chosen is nobody else's business.
 */
@NullMarked
package io.paideia.routing;

import org.jspecify.annotations.NullMarked;
