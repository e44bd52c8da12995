package io.paideia.channels.alipay;

import io.paideia.channels.Bounded;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one bill: a zip of two tables in GBK, of which the one without the word for sum in its name
 * has a line for each payment and refund. It must name our account, have the columns we know, reach
 * its end, and hold as many lines as it says. Used once, by one thread.
 */
final class AlipayBill {

    private static final Charset GBK = Charset.forName("GBK");
    private static final String SUMMARY = "汇总";
    private static final String END = "业务明细列表结束";
    private static final Pattern TOTAL = Pattern.compile("#(交易|退款)合计：([0-9]{1,12})笔.*");

    private static final String TRADE = "支付宝交易号";
    private static final String REFERENCE = "商户订单号";
    private static final String KIND = "业务类型";
    private static final String DONE_AT = "完成时间";
    private static final String AMOUNT = "订单金额（元）";
    private static final String REFUND = "退款批次号/请求号";
    private static final String FEE = "服务费（元）";
    private static final List<String> NEEDED =
            List.of(TRADE, REFERENCE, KIND, DONE_AT, AMOUNT, REFUND, FEE);

    private final String seller;
    private final Consumer<Line> lines;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<Line.Kind, Long> counts = new HashMap<>();

    AlipayBill(String seller, Consumer<Line> lines) {
        this.seller = seller;
        this.lines = lines;
    }

    Fetched read(InputStream zip) throws IOException {
        try (ZipInputStream files = new ZipInputStream(zip, GBK)) {
            for (ZipEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                if (!file.getName().contains(SUMMARY)) {
                    return table(
                            new BufferedReader(new InputStreamReader(Bounded.lines(files), GBK)));
                }
            }
        } catch (Malformed malformed) {
            return new Fetched.Unknown("The bill cannot be read: " + malformed.getMessage());
        }
        return new Fetched.Unknown("The bill holds no table of payments");
    }

    private Fetched table(BufferedReader table) throws IOException, Malformed {
        boolean ours = false;
        boolean ended = false;
        for (String text = table.readLine(); text != null; text = table.readLine()) {
            if (text.startsWith("#")) {
                ours |= text.contains(seller);
                ended |= text.contains(END);
                check(TOTAL.matcher(text));
            } else if (columns.isEmpty()) {
                header(cells(text));
            } else if (!text.isBlank()) {
                // Whose it is stands before all lines.
                require(ours, "it is another account's");
                line(cells(text), text);
            }
        }
        require(ours && !columns.isEmpty(), "it is another account's, or none");
        require(ended, "it breaks off");
        return new Fetched.Complete(counts.values().stream().mapToLong(Long::longValue).sum());
    }

    private void header(List<String> names) throws Malformed {
        for (String name : names) {
            columns.put(name, columns.size());
        }
        for (String name : NEEDED) {
            require(columns.containsKey(name), "no column " + name);
        }
    }

    private void line(List<String> cells, String raw) throws Malformed {
        require(cells.size() >= columns.size(), "a line is too short: " + raw);
        Line.Kind kind =
                switch (cell(cells, KIND)) {
                    case "交易" -> Line.Kind.PAYMENT;
                    case "退款" -> Line.Kind.REFUND;
                    default -> Line.Kind.OTHER;
                };
        Money amount = money(cell(cells, AMOUNT), raw);
        Money fee = money(cell(cells, FEE), raw);
        String reference = cell(cells, kind == Line.Kind.REFUND ? REFUND : REFERENCE);
        counts.merge(kind, 1L, Long::sum);
        lines.accept(
                new Line(
                        kind,
                        reference.isEmpty() ? null : reference,
                        cell(cells, TRADE),
                        amount.isNegative() ? amount.negated() : amount,
                        // Alipay counts from the merchant's side: what it keeps is negative.
                        fee.negated(),
                        AlipayTimes.parse(cell(cells, DONE_AT)),
                        raw));
    }

    private String cell(List<String> cells, String column) throws Malformed {
        @Nullable Integer at = columns.get(column);
        if (at == null) {
            throw new Malformed("no column " + column);
        }
        return cells.get(at);
    }

    private void check(Matcher total) throws Malformed {
        if (total.matches()) {
            Line.Kind kind = total.group(1).equals("交易") ? Line.Kind.PAYMENT : Line.Kind.REFUND;
            long found = counts.getOrDefault(kind, 0L);
            require(
                    found == Long.parseLong(total.group(2)),
                    "it counts %s lines of a kind and holds %d".formatted(total.group(2), found));
        }
    }

    private static Money money(String decimal, String raw) throws Malformed {
        boolean negative = decimal.startsWith("-");
        Money money =
                AlipayReading.amount("CNY", negative ? decimal.substring(1) : decimal)
                        .orElse(decimal.isEmpty() ? Money.zero(Currency.of("CNY")) : null);
        if (money == null) {
            throw new Malformed("no amount in " + raw);
        }
        return negative ? money.negated() : money;
    }

    /** Cells end with a tabulator; one with a comma or a quote inside stands in quotes. */
    static List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private static void require(boolean holds, String why) throws Malformed {
        if (!holds) {
            throw new Malformed(why);
        }
    }

    /** The bill is not as bills are. */
    private static final class Malformed extends Exception {
        Malformed(String why) {
            super(why);
        }
    }
}
