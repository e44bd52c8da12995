/** Cards, Apple Pay and Google Pay through Stripe's API v1 (form requests, JSON answers). */
@NullMarked
package io.paideia.channels.stripe;

import org.jspecify.annotations.NullMarked;
