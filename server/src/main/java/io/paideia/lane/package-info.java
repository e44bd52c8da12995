/**
 * Group commit by a single writer: every change that must be ordered goes through a lane, as a
 * list.
 */
@ApplicationModule(allowedDependencies = "database")
@NullMarked
package io.paideia.lane;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
