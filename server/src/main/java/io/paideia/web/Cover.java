package io.paideia.web;

import io.paideia.catalog.Product;
import java.util.UUID;

/**
 * A product's cover, drawn by {@code cover.html} from its id alone, so that it is the same on every
 * page and platform. Immutable.
 *
 * @param kind chooses the motif
 * @param tone one of eight palettes
 * @param turn a few degrees, from -9 to 9
 * @param shift how far the motif is moved, from 0 to 60
 */
record Cover(String kind, int tone, int turn, int shift) {

    private static final int TONES = 8;

    static Cover of(Product product) {
        UUID id = product.id().value();
        int seed = Long.hashCode(id.getLeastSignificantBits() * 0x9E3779B97F4A7C15L);
        return new Cover(
                product.kind().word(),
                Math.floorMod(seed, TONES),
                Math.floorMod(seed >> 8, 19) - 9,
                Math.floorMod(seed >> 16, 61));
    }
}
