/**
 * Stand-ins for the payment providers, over real HTTP with real signatures: this package puts the
 * engine, the providers, the cashier and the control plane together. It shares no code with the
 * server.
 */
@NullMarked
package io.paideia.sandbox;

import org.jspecify.annotations.NullMarked;
