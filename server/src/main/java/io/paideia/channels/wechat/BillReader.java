package io.paideia.channels.wechat;

import io.paideia.channels.Statements.Line;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trade bill of any type by its header line: the columns differ by type and have changed
 * over the years. Each value stands behind a backtick, so that commas within values do no harm;
 * amounts are in yuan. Source: WeChat Pay's documents of trade bills.
 */
final class BillReader {

    /** No line of a bill comes near this. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final String SUMMARY = "总交易单数";

    private final InputStream bill;
    private final String mchId;
    private Map<String, Integer> columns = Map.of();
    private long count;

    /** The bill is not what it should be; the message says where. */
    static final class Unreadable extends IOException {

        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /**
     * @param mchId whose bill it must be
     */
    BillReader(InputStream bill, String mchId) {
        this.bill = bill;
        this.mchId = mchId;
    }

    /**
     * Hands over the lines and tells how many there were.
     *
     * @throws Unreadable if it cannot be read to its summary
     */
    long read(Consumer<Line> lines) throws IOException {
        String header = next();
        if (header == null) {
            throw new Unreadable("The bill is empty");
        }
        columns = columns(header);
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(SUMMARY)) {
                rest();
                return count;
            }
            if (!line.isBlank()) {
                count++;
                lines.accept(line(line));
            }
        }
        throw new Unreadable("The bill breaks off after " + count + " lines");
    }

    private Map<String, Integer> columns(String header) throws Unreadable {
        Map<String, Integer> found = new HashMap<>();
        String plain = header.startsWith("\uFEFF") ? header.substring(1) : header;
        for (String name : plain.split(",", -1)) {
            found.put(name.strip(), found.size());
        }
        for (String needed : List.of("交易时间", "商户号", "微信订单号", "商户订单号", "交易状态")) {
            if (!found.containsKey(needed)) {
                throw new Unreadable("The bill has no column " + needed);
            }
        }
        return found;
    }

    private Line line(String raw) throws Unreadable {
        List<String> values = Arrays.asList(raw.substring(1).split(",`", -1));
        if (raw.charAt(0) != '`' || values.size() != columns.size()) {
            throw new Unreadable("Line " + count + " does not fit its header");
        }
        if (!value(values, "商户号").equals(mchId)) {
            throw new Unreadable("Line " + count + " is another merchant's");
        }
        boolean refund = value(values, "交易状态").equals("REFUND");
        return new Line(
                kind(values, refund),
                value(values, refund ? "商户退款单号" : "商户订单号"),
                value(values, refund ? "微信退款单号" : "微信订单号"),
                refund ? amount(values, "申请退款金额", "退款金额") : amount(values, "订单金额", "总金额", "应结订单金额"),
                columns.containsKey("手续费") ? amount(values, "手续费") : null,
                WechatTimes.plain(value(values, "交易时间")).orElse(null),
                raw);
    }

    /** A refund that failed moved nothing. */
    private Line.Kind kind(List<String> values, boolean refund) {
        if (refund) {
            String status = value(values, "退款状态");
            return status.equals("SUCCESS") || status.equals("PROCESSING")
                    ? Line.Kind.REFUND
                    : Line.Kind.OTHER;
        }
        return value(values, "交易状态").equals("SUCCESS") ? Line.Kind.PAYMENT : Line.Kind.OTHER;
    }

    /** The first of these columns that the bill has. */
    private Money amount(List<String> values, String... names) throws Unreadable {
        for (String name : names) {
            if (columns.containsKey(name)) {
                return yuan(value(values, name), value(values, "货币种类"));
            }
        }
        throw new Unreadable("The bill has none of the columns " + String.join(", ", names));
    }

    private Money yuan(String text, String currency) throws Unreadable {
        Currency known =
                Currency.find(currency)
                        .orElseThrow(
                                () -> new Unreadable("Line " + count + ": currency " + currency));
        try {
            return new Money(
                    known, new BigDecimal(text).movePointRight(known.exponent()).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Unreadable("Line " + count + ": amount " + text);
        }
    }

    private String value(List<String> values, String column) {
        Integer at = columns.get(column);
        return at == null ? "" : values.get(at).strip();
    }

    /** The next line without its end, null after the last one. */
    private @Nullable String next() throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        for (int b = bill.read(); b >= 0; b = bill.read()) {
            if (b == '\n') {
                return text(line, length);
            }
            if (length == LONGEST_LINE) {
                throw new Unreadable("A line of the bill is too long");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        return length == 0 ? null : text(line, length);
    }

    private static String text(byte[] line, int length) {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.UTF_8);
    }

    /** The summary belongs to the file, whose digest is checked. */
    private void rest() throws IOException {
        while (next() != null) {
            // Only its bytes count.
        }
    }
}
