/**
 * Alipay, by both versions of its protocol, as a merchant meets it: signed calls, signed answers,
 * signed notices. Written from the public documentation of opendocs.alipay.com; uses the engine and
 * the HTTP server.
 */
@NullMarked
package io.paideia.sandbox.alipay;

import org.jspecify.annotations.NullMarked;
