/** People, platforms and creators: who they are, how they enter, and what they may do. */
@ApplicationModule(allowedDependencies = {"ids", "http"})
@NullMarked
package io.paideia.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
