/**
 * The conventions of the public API: problems, request ids, pages, money in JSON, limits,
 * idempotency keys.
 */
@ApplicationModule(allowedDependencies = {"money", "ids", "database", "lane"})
@NullMarked
package io.paideia.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
