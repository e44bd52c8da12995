/**
 * What happened, in the order of the book's commits, and consumers that read on from where they
 * stood.
 */
@ApplicationModule(allowedDependencies = {"database", "lane", "ids"})
@NullMarked
package io.paideia.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
