package io.paideia.web;

import io.paideia.catalog.Catalog;
import io.paideia.catalog.Product;
import io.paideia.catalog.ProductId;
import io.paideia.entitlements.Entitlement;
import io.paideia.entitlements.Entitlements;
import io.paideia.identity.Platform;
import io.paideia.identity.Platforms;
import io.paideia.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** Everything that a person may open, the same on every platform. */
@Controller
final class LibraryPage {

    private final Showcase showcase;
    private final Catalog catalog;
    private final Entitlements entitlements;
    private final Platforms platforms;

    LibraryPage(
            Showcase showcase, Catalog catalog, Entitlements entitlements, Platforms platforms) {
        this.showcase = showcase;
        this.catalog = catalog;
        this.entitlements = entitlements;
        this.platforms = platforms;
    }

    /**
     * A book on the shelf.
     *
     * @param shop the slug of the shop in which it is opened
     */
    record Owned(Card card, Entitlement right, String shop) {}

    @GetMapping("/library")
    String everywhere(@ModelAttribute("me") SignedIn me, Model model) {
        return library(null, me, model);
    }

    @GetMapping("/shop/{slug}/library")
    String here(
            @PathVariable String slug,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request,
            Model model) {
        Platform shop = showcase.shop(slug);
        if (me == null) {
            return SignInPage.first(request, "/shop/" + shop.slug() + "/library");
        }
        model.addAttribute("shop", shop);
        return library(shop, me, model);
    }

    private String library(@Nullable Platform shop, SignedIn me, Model model) {
        Map<Thing, Entitlement> rights = new LinkedHashMap<>();
        for (Entitlement right : entitlements.of(me.userId())) {
            rights.merge(Thing.of(right), right, LibraryPage::longer);
        }
        Map<ProductId, Product> products =
                catalog.find(rights.keySet().stream().map(Thing::product).distinct().toList());
        List<Owned> owned =
                rights.values().stream()
                        .filter(right -> products.containsKey(right.product()))
                        .map(right -> owned(right, known(products, right), shop))
                        .toList();
        model.addAttribute("owned", owned);
        return "library";
    }

    private static Product known(Map<ProductId, Product> products, Entitlement right) {
        return Objects.requireNonNull(products.get(right.product()));
    }

    private Owned owned(Entitlement right, Product product, @Nullable Platform shop) {
        String opensIn =
                shop != null
                        ? shop.slug()
                        : platforms.find(product.platform()).orElseThrow().slug();
        return new Owned(showcase.card(product, shop, Set.of()), right, opensIn);
    }

    /**
     * What stands once on the shelf: a renewed membership does, consultations each by their time.
     */
    private record Thing(ProductId product, @Nullable Instant slot) {

        static Thing of(Entitlement right) {
            return new Thing(
                    right.product(), right.kind().equals("consultation") ? right.startsAt() : null);
        }
    }

    private static Entitlement longer(Entitlement one, Entitlement other) {
        if (one.until() == null || other.until() == null) {
            return one.until() == null ? one : other;
        }
        return one.until().isBefore(other.until()) ? other : one;
    }
}
