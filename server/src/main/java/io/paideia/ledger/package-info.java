/** The only truth about money: accounts, and transfers that are written once. */
@ApplicationModule(
        allowedDependencies = {"money", "ids", "database", "lane", "events", "http", "identity"})
@NullMarked
package io.paideia.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
