/**
 * One small HTTP server on the loopback interface, with every limit in one place; it knows nothing
 * of payments and uses no other package.
 */
@NullMarked
package io.paideia.sandbox.http;

import org.jspecify.annotations.NullMarked;
