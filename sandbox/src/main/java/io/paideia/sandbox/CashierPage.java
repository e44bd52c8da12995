package io.paideia.sandbox;

import io.paideia.sandbox.engine.Order;
import io.paideia.sandbox.pages.Page;
import io.paideia.sandbox.pages.Words;
import java.net.URI;
import java.util.Optional;

/**
 * The faces of the cashier. It is the one page of the sandbox that a demo's audience sees, so it
 * must look trustworthy.
 */
final class CashierPage {

    private static final String TICK =
            "<svg width=\"28\" height=\"28\" viewBox=\"0 0 28 28\" aria-hidden=\"true\"><circle"
                    + " cx=\"14\" cy=\"14\" r=\"14\" fill=\"currentColor\"/><path d=\"M8 14.5l4 4"
                    + " 8-8.5\" fill=\"none\" stroke=\"var(--card)\" stroke-width=\"2.4\""
                    + " stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>";

    private CashierPage() {}

    /** The order and two buttons; left tells someone who came back that nothing was paid. */
    static String payable(Words words, Order order, boolean left) {
        String reminder =
                left
                        ? "<p class=\"plain\" role=\"status\" style=\"margin:0 0 1rem\">"
                                + Page.escape(words.left())
                                + "</p>"
                        : "";
        String body =
                "<section class=\"card\">"
                        + reminder
                        + "<h1>"
                        + Page.escape(words.payTo())
                        + "</h1>"
                        + amount(order)
                        + facts(words, order)
                        + "<form method=\"post\" action=\""
                        + Cashier.PATH
                        + order.token()
                        + "\">"
                        + "<button class=\"pay\" name=\"action\" value=\"pay\">"
                        + Page.escape(words.payNow())
                        + "</button>"
                        + "<button class=\"leave\" name=\"action\" value=\"leave\">"
                        + Page.escape(words.leave())
                        + "</button>"
                        + "</form></section>";
        return page(words, words.cashier(), body);
    }

    static String paid(Words words, Order order, Optional<URI> shop) {
        String way =
                shop.map(
                                address ->
                                        "<a class=\"button pay\" href=\""
                                                + Page.escape(address.toString())
                                                + "\">"
                                                + Page.escape(words.back())
                                                + "</a>")
                        .orElse("<p class=\"plain\">" + Page.escape(words.paidMore()) + "</p>");
        String body =
                "<section class=\"card\"><h1 class=\"state good\">"
                        + TICK
                        + Page.escape(words.paid())
                        + "</h1>"
                        + amount(order)
                        + facts(words, order)
                        + way
                        + "</section>";
        return page(words, words.paid(), body);
    }

    static String closed(Words words, Order order) {
        String body =
                "<section class=\"card\"><h1 class=\"state\">"
                        + Page.escape(words.closed())
                        + "</h1><p class=\"plain\""
                        + " style=\"margin-bottom:1.25rem\">"
                        + Page.escape(words.closedMore())
                        + "</p>"
                        + facts(words, order)
                        + "</section>";
        return page(words, words.closed(), body);
    }

    static String unknown(Words words) {
        String body =
                "<section class=\"card\"><h1 class=\"state\">"
                        + Page.escape(words.unknownOrder())
                        + "</h1><p class=\"plain\">"
                        + Page.escape(words.unknownOrderMore())
                        + "</p></section>";
        return page(words, words.unknownOrder(), body);
    }

    private static String amount(Order order) {
        return "<p class=\"amount\"><small>"
                + Page.escape(order.amount().currency())
                + "</small>"
                + Page.escape(order.amount().grouped())
                + "</p>";
    }

    private static String facts(Words words, Order order) {
        return "<dl>"
                + fact(words.seller(), words.sellerName(), "")
                + fact(words.subject(), order.subject(), "")
                + fact(words.reference(), order.reference(), " class=\"code\"")
                + "</dl>";
    }

    private static String fact(String name, String value, String attributes) {
        return "<div><dt>"
                + Page.escape(name)
                + "</dt><dd"
                + attributes
                + ">"
                + Page.escape(value)
                + "</dd></div>";
    }

    private static String page(Words words, String title, String body) {
        return Page.narrow(words, title, Page.sandboxNote(words) + body);
    }
}
