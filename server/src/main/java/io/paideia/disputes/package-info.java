/**
 * What buyers' banks demand back: the shares are held while it is argued, and are free again or the
 * buyer's when it is decided.
 */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "orders",
            "database",
            "lane",
            "events",
            "channels",
            "payments",
            "http"
        })
@NullMarked
package io.paideia.disputes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
