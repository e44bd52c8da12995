/** The pages that people see: shops, checkout, library, receipts. */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "http",
            "identity",
            "terms",
            "catalog",
            "orders",
            "ledger",
            "payments",
            "channels",
            "entitlements",
            "events",
            "lane"
        })
@NullMarked
package io.paideia.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
