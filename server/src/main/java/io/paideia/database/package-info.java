/**
 * The one PostgreSQL: embedded and real, or yours; its connections, and each module's migrations at
 * start.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.paideia.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
