/**
 * Sends a party's money out through a channel, once: it is moved out of reach first, and comes back
 * if the channel does not send it.
 */
@ApplicationModule(
        allowedDependencies = {
            "money",
            "ids",
            "identity",
            "database",
            "lane",
            "events",
            "ledger",
            "channels",
            "http"
        })
@NullMarked
package io.paideia.payouts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
