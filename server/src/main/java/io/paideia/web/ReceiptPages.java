package io.paideia.web;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Platform;
import io.paideia.identity.Platforms;
import io.paideia.identity.SignedIn;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import io.paideia.payments.PaymentView;
import io.paideia.payments.Payments;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Receipts for what was paid; each person sees their own alone. */
@Controller
final class ReceiptPages {

    private static final int AT_ONCE = 50;
    private static final int NUMBER_LETTERS = 8;

    private final Orders orders;
    private final Payments payments;
    private final Platforms platforms;
    private final WebSettings settings;

    ReceiptPages(Orders orders, Payments payments, Platforms platforms, WebSettings settings) {
        this.orders = orders;
        this.payments = payments;
        this.platforms = platforms;
        this.settings = settings;
    }

    /** An order that was paid, with its number and the name of its platform. */
    record Receipt(Order order, String number, Instant paidAt, Platform platform) {}

    @GetMapping("/receipts")
    String list(
            @RequestParam(required = false) @Nullable String cursor,
            @ModelAttribute("me") SignedIn me,
            Model model) {
        Page<Order> page = orders.list(null, me.userId(), null, Page.Request.of(AT_ONCE, cursor));
        model.addAttribute(
                "receipts",
                page.data().stream()
                        .filter(order -> order.paidAt() != null)
                        .map(this::receipt)
                        .toList());
        model.addAttribute("next", page.nextCursor());
        return "receipts";
    }

    @GetMapping("/receipts/{id}")
    String one(@PathVariable String id, @ModelAttribute("me") SignedIn me, Model model) {
        Order order =
                orders.find(OrderId.parse(id))
                        .filter(found -> found.buyer().equals(me.userId()))
                        .filter(found -> found.paidAt() != null)
                        .orElseThrow(() -> Problem.notFound("receipt"));
        Receipt receipt = receipt(order);
        model.addAttribute("shop", receipt.platform());
        model.addAttribute("receipt", receipt);
        model.addAttribute(
                "method", payments.ofOrder(order.id()).map(PaymentView::method).orElse(null));
        model.addAttribute("net", order.total().minus(order.refunded()));
        return "receipt";
    }

    private Receipt receipt(Order order) {
        Instant paidAt = Objects.requireNonNull(order.paidAt());
        return new Receipt(
                order,
                number(order.id(), LocalDate.ofInstant(paidAt, settings.timeZone())),
                paidAt,
                platforms.find(order.platform()).orElseThrow());
    }

    /** The day and the random end of the order's id: short enough to be read out. */
    static String number(OrderId order, LocalDate day) {
        String id = order.toString();
        return DateTimeFormatter.BASIC_ISO_DATE.format(day)
                + "-"
                + id.substring(id.length() - NUMBER_LETTERS).toUpperCase(Locale.ROOT);
    }
}
