package io.paideia.web;

import io.paideia.catalog.Catalog;
import io.paideia.catalog.Kind;
import io.paideia.catalog.Product;
import io.paideia.catalog.ProductId;
import io.paideia.entitlements.Entitlements;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.SignedIn;
import io.paideia.orders.OrderId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** A platform's shop: what it sells, and each thing by itself. */
@Controller
final class ShopPage {

    private static final int AT_ONCE = 12;
    private static final int LONGEST_QUERY = 100;

    private final Showcase showcase;
    private final Catalog catalog;
    private final Entitlements entitlements;
    private final Slots slots;

    ShopPage(Showcase showcase, Catalog catalog, Entitlements entitlements, Slots slots) {
        this.showcase = showcase;
        this.catalog = catalog;
        this.entitlements = entitlements;
        this.slots = slots;
    }

    @GetMapping("/shop/{slug}")
    String shop(
            @PathVariable String slug,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String cursor,
            @ModelAttribute("me") @Nullable SignedIn me,
            Model model) {
        Platform shop = showcase.shop(slug);
        Kind chosen = kind == null ? null : Kind.find(kind).orElse(null);
        String query = q == null || q.isBlank() || q.length() > LONGEST_QUERY ? null : q.strip();
        Set<ProductId> owned = showcase.owned(me);
        Page<Card> page =
                catalog.list(shop.id(), chosen, query, Page.Request.of(AT_ONCE, cursor))
                        .map(product -> showcase.card(product, shop, owned));
        model.addAttribute("shop", shop);
        model.addAttribute("kinds", Kind.values());
        model.addAttribute("kind", chosen);
        model.addAttribute("query", query);
        model.addAttribute("cards", page.data());
        model.addAttribute("next", page.nextCursor());
        model.addAttribute("first", cursor == null && chosen == null && query == null);
        return "shop";
    }

    @GetMapping("/shop/{slug}/products/{id}")
    String product(
            @PathVariable String slug,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String problem,
            @ModelAttribute("me") @Nullable SignedIn me,
            Model model) {
        Platform shop = showcase.shop(slug);
        Product product = onSale(catalog, shop, id);
        model.addAttribute("shop", shop);
        model.addAttribute("card", showcase.card(product, shop, Set.of()));
        model.addAttribute(
                "right",
                me == null ? null : entitlements.current(me.userId(), product.id()).orElse(null));
        model.addAttribute("slots", product.kind() == Kind.CONSULTATION ? slots.offered() : null);
        model.addAttribute("order", OrderId.next());
        model.addAttribute("problem", problem);
        return "product";
    }

    /** What is not sold in this shop is not there. */
    static Product onSale(Catalog catalog, Platform shop, String id) {
        return catalog.find(ProductId.parse(id))
                .filter(product -> product.soldOn(shop.id()))
                .orElseThrow(() -> Problem.notFound("product"));
    }
}
