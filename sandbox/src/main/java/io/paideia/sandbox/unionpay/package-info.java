/**
 * UnionPay's online gateway 5.1.0 as a merchant meets it: orders by a browser's form or by QR code,
 * queries, voids, refunds, notices and bills, all signed with a certificate of a chain of its own.
 * Written from the field lists of UnionPay's published examples and from messages recorded at its
 * test gateway; uses the engine and the HTTP server.
 */
@NullMarked
package io.paideia.sandbox.unionpay;

import org.jspecify.annotations.NullMarked;
