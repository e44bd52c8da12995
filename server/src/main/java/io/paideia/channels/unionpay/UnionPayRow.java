package io.paideia.channels.unionpay;

import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row of a ZM file: 42 columns of fixed lengths in bytes of GBK, one blank between two. Source:
 * the lengths in UnionPay's published example (parseZMFile), and the columns' names as integrators
 * list them from part 3 of the specification.
 */
final class UnionPayRow {

    private static final Charset GBK = Charset.forName("GBK");

    private static final int[] LENGTHS = {
        3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1,
        21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98
    };

    private static final int TRANSMITTED_AT = 4;
    private static final int AMOUNT = 6;
    private static final int QUERY_ID = 9;
    private static final int ORDER_ID = 11;
    private static final int FEE = 15;
    private static final int TYPE = 19;

    /** Up to the merchant's number; what follows, some files leave out. */
    private static final int NEEDED = 28;

    private static final int LONGEST_LINE = 4096;
    private static final Pattern FEN = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SIGNED_FEN = Pattern.compile("[CD]?[0-9]{1,12}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private final byte[] bytes;
    private final String raw;

    private UnionPayRow(byte[] bytes) {
        this.bytes = bytes;
        this.raw = new String(bytes, GBK);
    }

    /** Reads to the end; hands over the rows and says how many they were. */
    static long readAll(InputStream file, LocalDate day, Consumer<Line> lines) throws IOException {
        long count = 0;
        for (byte[] bytes = next(file); bytes != null; bytes = next(file)) {
            UnionPayRow row = new UnionPayRow(bytes);
            if (!row.raw.isBlank()) {
                lines.accept(row.line(day));
                count++;
            }
        }
        return count;
    }

    private static byte @Nullable [] next(InputStream file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = file.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            if (read != '\r') {
                line.write(read);
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a row is longer than " + LONGEST_LINE + " bytes");
            }
            read = file.read();
        }
        return line.toByteArray();
    }

    private Line line(LocalDate day) throws IOException {
        String amount = column(AMOUNT);
        String order = column(ORDER_ID);
        if (!FEN.matcher(amount).matches() || column(NEEDED - 1).isEmpty()) {
            throw new IOException("this is no row: " + raw);
        }
        return new Line(
                switch (column(TYPE)) {
                    case UnionPay.SALE -> Line.Kind.PAYMENT;
                    case UnionPay.REFUND, UnionPay.VOID -> Line.Kind.REFUND;
                    default -> Line.Kind.OTHER;
                },
                order.isEmpty() ? null : order,
                column(QUERY_ID),
                Money.of("CNY", Long.parseLong(amount)),
                fee(),
                at(day),
                raw);
    }

    /** D is what the merchant gives, C what it gets back. */
    private @Nullable Money fee() {
        String fee = column(FEE);
        if (!SIGNED_FEN.matcher(fee).matches()) {
            return null;
        }
        boolean signed = !Character.isDigit(fee.charAt(0));
        Money money = Money.of("CNY", Long.parseLong(signed ? fee.substring(1) : fee));
        return fee.charAt(0) == 'C' ? money.negated() : money;
    }

    /** The row has no year: it is that in which the time lies next to the settlement day. */
    private @Nullable Instant at(LocalDate day) {
        Instant noon = day.atTime(12, 0).atZone(UnionPayMessage.BEIJING).toInstant();
        return IntStream.rangeClosed(day.getYear() - 1, day.getYear() + 1)
                .mapToObj(year -> time(year + column(TRANSMITTED_AT)))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(at -> Duration.between(at, noon).abs()))
                .orElse(null);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text, TIME).atZone(UnionPayMessage.BEIJING).toInstant());
        } catch (DateTimeException notInThisYear) {
            return Optional.empty();
        }
    }

    private String column(int index) {
        int begin = index;
        for (int i = 0; i < index; i++) {
            begin += LENGTHS[i];
        }
        int end = Math.min(begin + LENGTHS[index], bytes.length);
        return begin >= end ? "" : new String(bytes, begin, end - begin, GBK).strip();
    }
}
