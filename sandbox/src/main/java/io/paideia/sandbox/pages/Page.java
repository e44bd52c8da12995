package io.paideia.sandbox.pages;

/** The frame and the look of every page. Whatever comes from outside must pass {@link #escape}. */
public final class Page {

    private static final String STYLE =
            """
            :root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#14181f;--soft:#5b6472;--line:#e3e6eb;
            --accent:#0b57d0;--on-accent:#fff;--good:#13794a;--note:#fff6dc;--note-ink:#6b4e00;--note-line:#f0d98a}
            @media(prefers-color-scheme:dark){:root{--ground:#101318;--card:#191d24;--ink:#eef1f5;--soft:#a3adbb;
            --line:#2c323c;--accent:#8ab4f8;--on-accent:#0b1a33;--good:#6fd6a3;--note:#2d2611;--note-ink:#f3d98b;--note-line:#55481d}}
            *{box-sizing:border-box}
            html{-webkit-text-size-adjust:100%}
            body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);
            font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
            main{max-width:27rem;margin:0 auto;padding:1.25rem 1rem 3rem}
            main.wide{max-width:60rem}
            .note{display:flex;gap:.6rem;align-items:flex-start;margin:0 0 1rem;padding:.7rem .9rem;border:1px solid var(--note-line);
            border-radius:.75rem;background:var(--note);color:var(--note-ink);font-size:.875rem}
            .note svg{flex:none;margin-top:.1rem}
            @media(min-width:40rem){main{padding-top:3rem}main.wide{padding-top:2rem}}
            .card{background:var(--card);border:1px solid var(--line);border-radius:1.1rem;padding:1.5rem 1.35rem;
            box-shadow:0 1px 2px rgb(16 24 40/.05),0 12px 32px rgb(16 24 40/.06)}
            h1{margin:0;font-size:1rem;font-weight:600;color:var(--soft)}
            h2{font-size:1.05rem;margin:2rem 0 .6rem}
            .amount{margin:.25rem 0 1.35rem;font-size:2.6rem;line-height:1.15;font-weight:650;letter-spacing:-.02em;
            font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
            .amount small{font-size:1.1rem;font-weight:600;letter-spacing:0;margin-inline-end:.4rem;color:var(--soft)}
            dl{margin:0 0 1.5rem;border-top:1px solid var(--line)}
            dl div{display:flex;gap:1rem;justify-content:space-between;padding:.7rem 0;border-bottom:1px solid var(--line)}
            dt{flex:none;color:var(--soft)}
            dd{margin:0;text-align:end;overflow-wrap:anywhere;min-width:0}
            dd.code{font:.85rem/1.7 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
            button,.button{display:block;width:100%;min-height:3.1rem;padding:.75rem 1rem;border:1px solid transparent;border-radius:.8rem;
            font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
            .pay{background:var(--accent);color:var(--on-accent)}
            .pay:hover{filter:brightness(1.08)}
            .leave{margin-top:.6rem;background:transparent;color:var(--soft);border-color:var(--line)}
            .leave:hover{color:var(--ink);border-color:var(--soft)}
            :focus-visible{outline:3px solid var(--accent);outline-offset:3px}
            .state{display:flex;align-items:center;gap:.6rem;margin:0 0 .9rem;font-weight:650;font-size:1.1rem}
            .state.good{color:var(--good)}
            .state svg{flex:none}
            .plain{color:var(--soft);margin:.25rem 0 0;overflow-wrap:anywhere}
            a{color:var(--accent)}
            .scroll{overflow-x:auto}
            table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
            th,td{padding:.55rem .9rem .55rem 0;text-align:start;border-bottom:1px solid var(--line);white-space:nowrap}
            th{color:var(--soft);font-weight:500;font-size:.875rem}
            td.end,th.end{text-align:end}
            td.end+td,th.end+th{padding-inline-start:1.5rem}
            td.long{max-width:18rem;overflow:hidden;text-overflow:ellipsis}
            code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
            pre{margin:0;padding:.9rem 1rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card);overflow-x:auto;font-size:.85rem}
            """;

    private Page() {}

    /** A page for the phone's width; the body is HTML, the title is text. */
    public static String narrow(Words words, String title, String body) {
        return frame(words, title, "<main>" + body + "</main>");
    }

    /** A page that uses a desk's width. */
    public static String wide(Words words, String title, String body) {
        return frame(words, title, "<main class=\"wide\">" + body + "</main>");
    }

    /** The text as HTML shows it, safe in elements and in quoted attributes. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(character);
            }
        }
        return escaped.toString();
    }

    /** The sentence that must stand on every page, so that nobody believes to have paid. */
    public static String sandboxNote(Words words) {
        return "<p class=\"note\" role=\"note\"><svg width=\"18\" height=\"18\" viewBox=\"0 0 18"
                + " 18\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\""
                + " stroke-width=\"1.6\" stroke-linecap=\"round\"><circle cx=\"9\" cy=\"9\""
                + " r=\"7.6\"/><path d=\"M9 8.2v4.3M9 5.4v.1\"/></svg><span>"
                + escape(words.sandboxNote())
                + "</span></p>";
    }

    private static String frame(Words words, String title, String main) {
        return "<!doctype html><html lang=\""
                + words.language()
                + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>"
                + escape(title)
                + "</title><style>"
                + STYLE
                + "</style></head><body>"
                + main
                + "</body></html>";
    }
}
