/**
 * Amounts of money: exact, in integer minor units, never divided, only split. Imports only java.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.paideia.money;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
