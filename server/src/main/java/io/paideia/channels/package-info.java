/**
 * Speaks with payment providers in their own protocols, and keeps what they send until it is acted
 * on.
 */
@ApplicationModule(allowedDependencies = {"money", "ids", "database", "lane", "http"})
@NullMarked
package io.paideia.channels;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
