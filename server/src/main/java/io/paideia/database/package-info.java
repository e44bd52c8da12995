/**
 * The one PostgreSQL: embedded and real, or yours; its connections, each module's migrations at
 * start, and the rights that the server works with.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.paideia.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
