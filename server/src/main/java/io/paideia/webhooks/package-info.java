/**
 * Telling platforms what happened: signed, in order per subject, and tried again for three days.
 */
@ApplicationModule(allowedDependencies = {"ids", "identity", "events", "database", "lane", "http"})
@NullMarked
package io.paideia.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
