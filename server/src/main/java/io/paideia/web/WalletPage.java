package io.paideia.web;

import io.paideia.catalog.Catalog;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.SignedIn;
import io.paideia.ledger.Holdings;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Ordering;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A person's own money, and how more of it is put in: in the currency that the shop sells in. */
@Controller
@RequestMapping("/shop/{slug}/wallet")
final class WalletPage {

    private static final long[] OFFERED = {20, 50, 100, 200};
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(?:[.][0-9]{1,9})?");
    private static final Currency USUAL = Currency.of("CNY");

    private final Showcase showcase;
    private final Catalog catalog;
    private final Holdings holdings;
    private final Ordering ordering;
    private final MessageSource messages;

    WalletPage(
            Showcase showcase,
            Catalog catalog,
            Holdings holdings,
            Ordering ordering,
            MessageSource messages) {
        this.showcase = showcase;
        this.catalog = catalog;
        this.holdings = holdings;
        this.ordering = ordering;
        this.messages = messages;
    }

    @GetMapping
    String show(
            @PathVariable String slug,
            @RequestParam(required = false) @Nullable String problem,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request,
            Model model) {
        Platform shop = showcase.shop(slug);
        if (me == null) {
            return SignInPage.first(request, "/shop/" + shop.slug() + "/wallet");
        }
        Map<Currency, Holdings.Wallet> wallets = holdings.wallet(me.userId().toString());
        Currency currency = currency(shop);
        model.addAttribute("shop", shop);
        model.addAttribute("wallets", wallets.values());
        model.addAttribute("none", Money.zero(currency));
        model.addAttribute(
                "offered",
                LongStream.of(OFFERED)
                        .mapToObj(units -> Money.parse(currency, Long.toString(units)))
                        .toList());
        model.addAttribute("currency", currency.code());
        model.addAttribute("order", OrderId.next());
        model.addAttribute("problem", problem);
        return "wallet";
    }

    /**
     * The form carries the order's id, so that pressing twice orders once.
     *
     * @param other an amount of the reader's own; it wins over the ones that were offered
     */
    @PostMapping("/top-ups")
    String topUp(
            @PathVariable String slug,
            @RequestParam String order,
            @RequestParam(required = false) @Nullable String amount,
            @RequestParam(required = false) @Nullable String other,
            @ModelAttribute("me") @Nullable SignedIn me,
            HttpServletRequest request) {
        Platform shop = showcase.shop(slug);
        String page = "/shop/" + shop.slug() + "/wallet";
        if (me == null) {
            return SignInPage.first(request, page);
        }
        Optional<Money> wanted =
                amount(currency(shop), other == null || other.isBlank() ? amount : other);
        if (wanted.isEmpty()) {
            return "redirect:" + page + "?problem=amount";
        }
        Order placed = topUp(OrderId.parse(order), shop, me, wanted.get());
        // The id came from the browser: it may name an order that stood already.
        if (!placed.buyer().equals(me.userId()) || !placed.platform().equals(shop.id())) {
            throw Problem.notFound("order");
        }
        // Whoever went back to the form and chose another amount means another order.
        boolean same = placed.topsUp() && placed.total().equals(wanted.get());
        Order meant = same ? placed : topUp(OrderId.next(), shop, me, wanted.get());
        return "redirect:/checkout/" + meant.id();
    }

    private Order topUp(OrderId id, Platform shop, SignedIn me, Money amount) {
        String title = messages.getMessage("wallet.title", null, LocaleContextHolder.getLocale());
        return ordering.topUp(id, shop.id(), me.userId(), amount, title);
    }

    private Currency currency(Platform shop) {
        return catalog.list(shop.id(), null, null, new Page.Request(null, 1)).data().stream()
                .map(product -> product.price().currency())
                .findFirst()
                .orElse(USUAL);
    }

    private static Optional<Money> amount(Currency currency, @Nullable String text) {
        String decimal = text == null ? "" : text.strip().replace(',', '.');
        if (!AMOUNT.matcher(decimal).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Money.parse(currency, decimal)).filter(Money::isPositive);
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
    }
}
