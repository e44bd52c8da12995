/**
 * Moves what is owed from pending to available on each party's cycle, once, and shows what each
 * party has.
 */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "orders",
            "payments",
            "database",
            "lane",
            "events",
            "ledger",
            "http"
        })
@NullMarked
package io.paideia.settlement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
