/** PayPal's REST interface: Orders, Payments, Payouts, Disputes, Transaction Search, webhooks. */
@NullMarked
package io.paideia.channels.paypal;

import org.jspecify.annotations.NullMarked;
