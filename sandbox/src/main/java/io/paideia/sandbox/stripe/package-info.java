/**
 * Stripe's stand-in: its API v1, Checkout's card page, the 3-D Secure step and its events. Uses the
 * engine, the HTTP server and the pages' look.
 */
@NullMarked
package io.paideia.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
