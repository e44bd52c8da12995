/** Identifiers that say what they name: a prefix and a UUIDv7 in base32 (TypeID). */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.paideia.ids;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
