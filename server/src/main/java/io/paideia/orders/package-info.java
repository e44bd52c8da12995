/** What a buyer was promised at which price, and each item's shares; it holds no money. */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "terms",
            "catalog",
            "database",
            "lane",
            "events",
            "http"
        })
@NullMarked
package io.paideia.orders;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
