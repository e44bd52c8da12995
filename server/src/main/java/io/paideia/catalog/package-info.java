/** What is sold: products, their prices and their creators. */
@ApplicationModule(allowedDependencies = {"money", "ids", "http", "identity", "terms"})
@NullMarked
package io.paideia.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
