package io.paideia.web;

import io.paideia.catalog.Product;
import org.jspecify.annotations.Nullable;

/**
 * A product as the shop shows it. Immutable.
 *
 * @param creator the creator's name
 * @param from the name of the platform it comes from, null if that is this one
 * @param owned whether the reader may open it already
 */
record Card(
        Product product,
        Cover cover,
        @Nullable String creator,
        @Nullable String from,
        boolean owned) {}
