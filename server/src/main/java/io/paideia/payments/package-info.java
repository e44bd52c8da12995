/** Collects an order's money: one payment, one attempt per channel call, and what must go back. */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "terms",
            "orders",
            "database",
            "lane",
            "events",
            "ledger",
            "channels",
            "routing",
            "http"
        })
@NullMarked
package io.paideia.payments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
