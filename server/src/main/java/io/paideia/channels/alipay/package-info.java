/** Alipay's open gateway, version 2 (RSA2, form requests, JSON answers). */
@NullMarked
package io.paideia.channels.alipay;

import org.jspecify.annotations.NullMarked;
