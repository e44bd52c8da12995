package io.paideia.sandbox.stripe;

import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.pages.Page;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faces of Checkout's page and of the bank's. They run no script and load nothing. */
final class CardPage {

    private static final String STYLE =
            """
            <style>:root{--accent:#5146d8;--on-accent:#fff}
            @media(prefers-color-scheme:dark){:root{--accent:#a9a2ff;--on-accent:#16123f}}
            main{max-width:29rem}
            .brand{display:flex;align-items:center;gap:.6rem;margin:0 0 1.1rem;font-weight:650}
            .brand svg{flex:none;color:var(--accent)}
            .for{margin:0 0 1.35rem;color:var(--soft);overflow-wrap:anywhere}
            .amount{margin-bottom:.2rem}
            fieldset{border:1px solid var(--line);border-radius:.8rem;margin:0 0 1rem;padding:0;display:grid;
            grid-template-columns:1fr 1fr;overflow:hidden}
            fieldset label{display:block;padding:.6rem .9rem .1rem;font-size:.8125rem;color:var(--soft)}
            fieldset label:first-of-type{grid-column:1/-1;border-bottom:1px solid var(--line)}
            fieldset label:nth-of-type(3){border-inline-start:1px solid var(--line)}
            fieldset input{display:block;width:100%;border:0;background:transparent;color:var(--ink);padding:.15rem 0 .55rem;
            font:1.0625rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.02em;outline:0}
            fieldset label:focus-within{box-shadow:inset 0 0 0 2px var(--accent);border-radius:.7rem}
            .wrong{margin:0 0 1rem;padding:.7rem .9rem;border-radius:.75rem;background:#fdecec;color:#8c1d18}
            @media(prefers-color-scheme:dark){.wrong{background:#3a1715;color:#f6b8b3}}
            .tests{margin-top:1.5rem;padding-top:1.1rem;border-top:1px solid var(--line)}
            .tests p{margin:0 0 .6rem;font-size:.875rem;color:var(--soft)}
            .tests button{display:flex;align-items:center;justify-content:space-between;gap:1rem;min-height:2.6rem;margin-top:.4rem;padding:.45rem .9rem;
            background:transparent;border-color:var(--line);color:var(--ink);font-weight:400;font-size:.875rem;text-align:start}
            .tests button:hover{border-color:var(--accent)}
            .tests code{white-space:nowrap}
            .wallets{display:grid;grid-template-columns:1fr 1fr;gap:.6rem;margin:0 0 1.1rem}
            .wallets button{background:var(--ink);color:var(--card);min-height:2.8rem;padding:.5rem}
            h2.step{margin:0 0 .3rem}
            </style>\
            """;

    private static final String CARD =
            "<svg width=\"30\" height=\"22\" viewBox=\"0 0 30 22\" aria-hidden=\"true\"><rect"
                    + " width=\"30\" height=\"22\" rx=\"4\" fill=\"currentColor\"/><path d=\"M0"
                    + " 5h30v4H0z\" fill=\"var(--card)\" opacity=\".55\"/><path d=\"M4 15h8\""
                    + " stroke=\"var(--card)\" stroke-width=\"2\" stroke-linecap=\"round\"/></svg>";

    private CardPage() {}

    /**
     * The form for a card.
     *
     * @param typed what the buyer typed before, by field
     * @param wrong what was wrong with it, null at first
     */
    static String form(
            CardWords words, Trade trade, Map<String, String> typed, @Nullable String wrong) {
        String page = Sessions.PAGE_PATH + Book.session(trade);
        String back = trade.order().detail("cancel_url").orElse("");
        String body =
                head(words, trade)
                        + (wrong == null
                                ? ""
                                : "<p class=\"wrong\" role=\"alert\">"
                                        + Page.escape(wrong)
                                        + "</p>")
                        + "<form class=\"wallets\" method=\"post\" action=\""
                        + page
                        + "\"><button name=\"wallet\" value=\"sandbox_apple_pay\">Apple"
                        + " Pay</button><button name=\"wallet\""
                        + " value=\"sandbox_google_pay\">Google Pay</button></form>"
                        + "<form method=\"post\" action=\""
                        + page
                        + "\"><fieldset>"
                        + field(
                                words.number(),
                                "number",
                                "cc-number",
                                "1234 1234 1234 1234",
                                23,
                                typed)
                        + field(words.expiry(), "expiry", "cc-exp", "MM / YY", 9, typed)
                        + field(words.code(), "code", "cc-csc", "123", 4, typed)
                        + "</fieldset><button class=\"pay\">"
                        + Page.escape(words.pay())
                        + " "
                        + Page.escape(trade.order().amount().currency())
                        + " "
                        + Page.escape(trade.order().amount().grouped())
                        + "</button></form>"
                        + (back.isEmpty()
                                ? ""
                                : "<a class=\"button leave\" href=\""
                                        + Page.escape(back)
                                        + "\">"
                                        + Page.escape(words.common().leave())
                                        + "</a>")
                        + tests(words, page)
                        + "</section>";
        return page(words, words.title(), body);
    }

    /** What the card's bank asks. */
    static String step(CardWords words, Trade trade) {
        String body =
                head(words, trade)
                        + "<h2 class=\"step\">"
                        + Page.escape(words.stepTitle())
                        + "</h2><p>"
                        + Page.escape(words.stepText())
                        + "</p><form method=\"post\" action=\""
                        + Charging.STEP_PATH
                        + trade.order().token()
                        + "\"><button class=\"pay\" name=\"action\" value=\"complete\">"
                        + Page.escape(words.prove())
                        + "</button><button class=\"leave\" name=\"action\" value=\"fail\">"
                        + Page.escape(words.fail())
                        + "</button></form></section>";
        return page(words, words.stepTitle(), body);
    }

    /** What is over, well or not. */
    static String over(CardWords words, Trade trade) {
        boolean good = Shapes.paidOrHeld(trade);
        String back = trade.order().detail("success_url").orElse("");
        String body =
                head(words, trade)
                        + "<p class=\"state"
                        + (good ? " good" : "")
                        + "\" role=\"status\">"
                        + Page.escape(good ? words.common().paid() : words.common().closed())
                        + "</p>"
                        + (back.isEmpty()
                                ? ""
                                : "<a class=\"button pay\" href=\""
                                        + Page.escape(back)
                                        + "\">"
                                        + Page.escape(words.common().back())
                                        + "</a>")
                        + "</section>";
        return page(words, words.title(), body);
    }

    static String unknown(CardWords words) {
        String body =
                "<section class=\"card\"><h1 class=\"state\">"
                        + Page.escape(words.common().unknownOrder())
                        + "</h1><p class=\"plain\">"
                        + Page.escape(words.common().unknownOrderMore())
                        + "</p></section>";
        return page(words, words.common().unknownOrder(), body);
    }

    private static String head(CardWords words, Trade trade) {
        return "<section class=\"card\"><h1 class=\"brand\">"
                + CARD
                + Page.escape(words.common().sellerName())
                + "</h1><p class=\"amount\"><small>"
                + Page.escape(trade.order().amount().currency())
                + "</small>"
                + Page.escape(trade.order().amount().grouped())
                + "</p><p class=\"for\">"
                + Page.escape(trade.order().subject())
                + "</p>";
    }

    private static String field(
            String label,
            String name,
            String complete,
            String hint,
            int most,
            Map<String, String> typed) {
        return "<label>"
                + Page.escape(label)
                + "<input name=\""
                + name
                + "\" inputmode=\"numeric\" required autocomplete=\""
                + complete
                + "\" placeholder=\""
                + hint
                + "\" maxlength=\""
                + most
                + "\" value=\""
                + Page.escape(typed.getOrDefault(name, ""))
                + "\"></label>";
    }

    /** Buttons that fill the form in, without a script. */
    private static String tests(CardWords words, String page) {
        return "<form class=\"tests\" method=\"post\" action=\""
                + page
                + "\"><p>"
                + Page.escape(words.testCards())
                + "</p>"
                + test("4242 4242 4242 4242", words.good())
                + test("4000 0027 6000 3184", words.step())
                + test("4000 0000 0000 9995", words.poor())
                + test("4000 0000 0000 0002", words.bad())
                + "</form>";
    }

    private static String test(String number, String effect) {
        return "<button name=\"fill\" value=\""
                + number
                + "\"><code>"
                + number
                + "</code><span>"
                + Page.escape(effect)
                + "</span></button>";
    }

    private static String page(CardWords words, String title, String body) {
        return Page.narrow(words.common(), title, STYLE + Page.sandboxNote(words.common()) + body);
    }
}
