package io.paideia.web;

import io.paideia.catalog.Catalog;
import io.paideia.catalog.Kind;
import io.paideia.catalog.Product;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.SignedIn;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Ordering;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Buying on a page. The form carries the order's id from when it was shown, so that pressing twice
 * orders once.
 */
@Controller
final class OrderForm {

    private final Showcase showcase;
    private final Catalog catalog;
    private final Ordering ordering;
    private final Slots slots;

    OrderForm(Showcase showcase, Catalog catalog, Ordering ordering, Slots slots) {
        this.showcase = showcase;
        this.catalog = catalog;
        this.ordering = ordering;
        this.slots = slots;
    }

    @PostMapping("/shop/{slug}/orders")
    String order(
            @PathVariable String slug,
            @RequestParam String product,
            @RequestParam String order,
            @RequestParam(required = false) @Nullable String slot,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request) {
        Platform shop = showcase.shop(slug);
        Product wanted = ShopPage.onSale(catalog, shop, product);
        String page = "/shop/" + shop.slug() + "/products/" + wanted.id();
        if (me == null) {
            return SignInPage.first(request, page);
        }
        Instant start = wanted.kind() == Kind.CONSULTATION ? slot(slot) : null;
        if (wanted.kind() == Kind.CONSULTATION && start == null) {
            return "redirect:" + page + "?problem=slot";
        }
        Order placed =
                ordering.place(
                        OrderId.parse(order),
                        shop.id(),
                        me.userId(),
                        List.of(new Ordering.Wish(wanted.id(), 1, start)),
                        null,
                        Map.of());
        // The id came from the browser: it may name an order that stood already.
        if (!placed.buyer().equals(me.userId()) || !placed.platform().equals(shop.id())) {
            throw Problem.notFound("order");
        }
        return "redirect:/checkout/" + placed.id();
    }

    private @Nullable Instant slot(@Nullable String text) {
        try {
            Instant slot = text == null ? null : Instant.parse(text);
            return slot != null && slots.offers(slot) ? slot : null;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
