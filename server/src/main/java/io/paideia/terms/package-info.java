/** Who gets what, and when: shares of a sale and the days until each is settled. */
@ApplicationModule(allowedDependencies = {"money", "ids", "database", "lane", "http", "identity"})
@NullMarked
package io.paideia.terms;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
