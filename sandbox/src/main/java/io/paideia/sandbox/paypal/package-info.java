/**
 * PayPal's REST interface as its published OpenAPI descriptions and guides have it: tokens, Orders
 * v2, Payments v2, Payouts v1, Disputes v1, Transaction Search v1, and signed webhooks.
 */
@NullMarked
package io.paideia.sandbox.paypal;

import org.jspecify.annotations.NullMarked;
