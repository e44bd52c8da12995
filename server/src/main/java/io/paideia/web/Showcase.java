package io.paideia.web;

import io.paideia.catalog.Product;
import io.paideia.catalog.ProductId;
import io.paideia.entitlements.Entitlement;
import io.paideia.entitlements.Entitlements;
import io.paideia.http.Problem;
import io.paideia.identity.Creator;
import io.paideia.identity.Creators;
import io.paideia.identity.Platform;
import io.paideia.identity.Platforms;
import io.paideia.identity.SignedIn;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what pages show of products. Thread-safe. */
@Component
final class Showcase {

    private final Platforms platforms;
    private final Creators creators;
    private final Entitlements entitlements;

    Showcase(Platforms platforms, Creators creators, Entitlements entitlements) {
        this.platforms = platforms;
        this.creators = creators;
        this.entitlements = entitlements;
    }

    /** The shop at this address; 404 if there is none. */
    Platform shop(String slug) {
        return platforms.findBySlug(slug).orElseThrow(() -> Problem.notFound("shop"));
    }

    /** What this reader may open, nothing for nobody. */
    Set<ProductId> owned(@Nullable SignedIn me) {
        return me == null
                ? Set.of()
                : entitlements.of(me.userId()).stream()
                        .map(Entitlement::product)
                        .collect(Collectors.toSet());
    }

    Card card(Product product, @Nullable Platform shop, Set<ProductId> owned) {
        boolean elsewhere = shop == null || !product.platform().equals(shop.id());
        return new Card(
                product,
                Cover.of(product),
                creators.find(product.creator()).map(Creator::name).orElse(null),
                elsewhere
                        ? platforms.find(product.platform()).map(Platform::name).orElse(null)
                        : null,
                owned.contains(product.id()));
    }
}
