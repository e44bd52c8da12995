/**
 * Who may open what, on every platform: granted when an order is paid, revoked when all of it went
 * back.
 */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "catalog",
            "orders",
            "database",
            "lane",
            "events",
            "http"
        })
@NullMarked
package io.paideia.entitlements;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
