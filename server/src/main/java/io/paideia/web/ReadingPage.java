package io.paideia.web;

import io.paideia.catalog.Catalog;
import io.paideia.catalog.Product;
import io.paideia.catalog.ProductId;
import io.paideia.entitlements.Entitlement;
import io.paideia.entitlements.Entitlements;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.SignedIn;
import io.paideia.orders.OrderStatus;
import io.paideia.orders.Orders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** What was bought, to be read; whoever has not bought it is offered to. */
@Controller
final class ReadingPage {

    private static final Pattern BLANK_LINES = Pattern.compile("\\R[ \\t]*\\R\\s*");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration JUST_NOW = Duration.ofMinutes(1);
    private static final int LATEST_ORDERS = 5;

    private final Showcase showcase;
    private final Catalog catalog;
    private final Entitlements entitlements;
    private final Orders orders;
    private final Clock clock;

    ReadingPage(
            Showcase showcase,
            Catalog catalog,
            Entitlements entitlements,
            Orders orders,
            Clock clock) {
        this.showcase = showcase;
        this.catalog = catalog;
        this.entitlements = entitlements;
        this.orders = orders;
        this.clock = clock;
    }

    @GetMapping("/shop/{slug}/read/{id}")
    String read(
            @PathVariable String slug,
            @PathVariable String id,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Platform shop = showcase.shop(slug);
        Product product =
                catalog.find(ProductId.parse(id)).orElseThrow(() -> Problem.notFound("product"));
        if (me == null) {
            return SignInPage.first(request, "/shop/" + shop.slug() + "/read/" + product.id());
        }
        model.addAttribute("shop", shop);
        model.addAttribute("card", showcase.card(product, shop, Set.of()));
        Optional<Entitlement> right = right(me, product);
        if (right.isPresent()) {
            model.addAttribute("right", right.get());
            model.addAttribute("paragraphs", paragraphs(product.content()));
            return "read";
        }
        if (!product.soldOn(shop.id())) {
            throw Problem.notFound("product");
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return "not-yours";
    }

    /** A right follows its payment a moment later; a buyer who comes in between waits for it. */
    private Optional<Entitlement> right(SignedIn me, Product product) {
        Optional<Entitlement> right = entitlements.current(me.userId(), product.id());
        return right.isEmpty() && paidJustNow(me, product)
                ? entitlements.await(me.userId(), product.id(), PATIENCE)
                : right;
    }

    private boolean paidJustNow(SignedIn me, Product product) {
        Instant since = clock.instant().minus(JUST_NOW);
        return orders
                .list(null, me.userId(), OrderStatus.PAID, new Page.Request(null, LATEST_ORDERS))
                .data()
                .stream()
                .filter(order -> order.paidAt() != null && order.paidAt().isAfter(since))
                .flatMap(order -> order.items().stream())
                .anyMatch(item -> product.id().equals(item.product()));
    }

    static List<String> paragraphs(@Nullable String content) {
        return content == null || content.isBlank()
                ? List.of()
                : List.of(BLANK_LINES.split(content.strip()));
    }
}
