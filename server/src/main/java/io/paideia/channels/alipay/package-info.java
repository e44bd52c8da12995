/**
 * Alipay's open gateway: version 2 (RSA2, form requests, JSON answers) and version 3 (JSON,
 * signature in headers), with a public key or with certificates.
 */
@NullMarked
package io.paideia.channels.alipay;

import org.jspecify.annotations.NullMarked;
