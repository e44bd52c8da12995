/**
 * Through which channel a payment goes: who is eligible, who is best by the platform's strategy,
 * and what was learnt from how earlier ones ended.
 */
@ApplicationModule(
        allowedDependencies = {"money", "ids", "database", "lane", "http", "identity", "channels"})
@NullMarked
package io.paideia.routing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
