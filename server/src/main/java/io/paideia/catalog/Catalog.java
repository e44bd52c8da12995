package io.paideia.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.paideia.http.Page;
import io.paideia.identity.PlatformId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The products of all platforms. Thread-safe. Products never change, so what was read once is kept
 * in memory as long as there is room.
 */
@Service
public final class Catalog {

    private static final long ROOM_CHARACTERS = 32L << 20;
    private static final int BESIDE_TEXTS = 500;

    private final Products products;
    private final Cache<ProductId, Product> cache =
            Caffeine.newBuilder()
                    .maximumWeight(ROOM_CHARACTERS)
                    .weigher((ProductId id, Product product) -> weight(product))
                    .build();

    Catalog(Products products) {
        this.products = products;
    }

    public Optional<Product> find(ProductId id) {
        return Optional.ofNullable(find(List.of(id)).get(id));
    }

    /** Those of these products that exist, by id. */
    public Map<ProductId, Product> find(Collection<ProductId> ids) {
        Map<ProductId, Product> found = new HashMap<>(cache.getAllPresent(ids));
        List<ProductId> missing =
                ids.stream().filter(id -> !found.containsKey(id)).distinct().toList();
        if (!missing.isEmpty()) {
            for (Product product : products.find(missing)) {
                cache.put(product.id(), product);
                found.put(product.id(), product);
            }
        }
        return found;
    }

    /**
     * What a platform may sell: its own products and those of others that are open to cross-sale,
     * newest first, without their content.
     *
     * @param query a part of the title, in any case; null or blank for all
     */
    public Page<Product> list(
            PlatformId seller, @Nullable Kind kind, @Nullable String query, Page.Request request) {
        return products.list(seller, kind, query, request);
    }

    private static int weight(Product product) {
        return BESIDE_TEXTS
                + product.title().length()
                + length(product.description())
                + length(product.content());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
