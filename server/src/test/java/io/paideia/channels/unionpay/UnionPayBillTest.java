package io.paideia.channels.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows are laid out by the published lengths, independently of the code that reads them. */
final class UnionPayBillTest {

    private static final Charset GBK = Charset.forName("GBK");
    private static final LocalDate DAY = LocalDate.of(2026, 1, 1);
    private static final List<Integer> LENGTHS = lengths();

    @Test
    void readsEachColumnWhereTheSpecificationHasIt() throws IOException {
        Line line = one(row(Map.of()));

        assertThat(line.kind()).isEqualTo(Line.Kind.PAYMENT);
        assertThat(line.reference()).isEqualTo("order0001");
        assertThat(line.trade()).isEqualTo("442401051450467846498");
        assertThat(line.amount()).isEqualTo(Money.of("CNY", 9900));
        assertThat(line.fee()).isEqualTo(Money.of("CNY", 59));
        // Half past eleven at night belongs to the next settlement day, here to that of a new year.
        assertThat(line.at()).isEqualTo(Instant.parse("2025-12-31T15:30:00Z"));
        assertThat(line.raw()).contains("中文备注");
    }

    @Test
    void readsTheKindsAndTheSigns() throws IOException {
        // type | kind
        assertThat(one(row(Map.of(19, "04"))).kind()).isEqualTo(Line.Kind.REFUND);
        assertThat(one(row(Map.of(19, "31"))).kind()).isEqualTo(Line.Kind.REFUND);
        assertThat(one(row(Map.of(19, "99"))).kind()).isEqualTo(Line.Kind.OTHER);
        // fee | what the provider kept
        assertThat(one(row(Map.of(15, "C000000000024"))).fee()).isEqualTo(Money.of("CNY", -24));
        assertThat(one(row(Map.of(15, "000000000024"))).fee()).isEqualTo(Money.of("CNY", 24));
        assertThat(one(row(Map.of(15, ""))).fee()).isNull();
        assertThat(one(row(Map.of(11, ""))).reference()).isNull();
        assertThat(one(row(Map.of(4, "0230120000"))).at()).isNull();
    }

    /** Chinese before a column takes two bytes a letter; who counts letters reads beside it. */
    @Test
    void countsBytesAndNotLetters() throws IOException {
        assertThat(one(row(Map.of(2, "银联在线"))).reference()).isEqualTo("order0001");
    }

    @Test
    void countsRowsAndSkipsBlankLinesAndOtherFiles() throws IOException {
        byte[] rows = join(row(Map.of()), "\r\n".getBytes(GBK), row(Map.of(11, "order0002")));
        List<Line> lines = new ArrayList<>();
        Fetched fetched =
                UnionPayBill.read(
                        pack(Map.of("INN26010188ZM_1", rows, "INN26010188ZME_1", new byte[9])),
                        DAY,
                        lines::add);

        assertThat(fetched).isEqualTo(new Fetched.Complete(2));
        assertThat(lines).extracting(Line::reference).containsExactly("order0001", "order0002");
        assertThat(UnionPayBill.read(pack(Map.of("INN26010188ZM_1", new byte[0])), DAY, lines::add))
                .isEqualTo(new Fetched.Complete(0));
    }

    @Test
    void doesNotKnowWhatABrokenBillSays() throws IOException {
        String good = pack(Map.of("INN26010188ZM_1", row(Map.of())));
        byte[] endless = "x".repeat(5000).getBytes(GBK);
        for (String broken :
                new String[] {
                    "",
                    "!!!!",
                    "AAAA",
                    good.substring(0, good.length() / 2),
                    pack(Map.of("something", row(Map.of()))),
                    pack(Map.of("INN26010188ZM_1", "a line".getBytes(GBK))),
                    pack(Map.of("INN26010188ZM_1", row(Map.of(6, "99.00")))),
                    pack(Map.of("INN26010188ZM_1", endless)),
                }) {
            assertThat(UnionPayBill.read(broken, DAY, line -> {}))
                    .as(broken)
                    .isInstanceOf(Fetched.Unknown.class);
        }
    }

    private static Line one(byte[] row) throws IOException {
        List<Line> lines = new ArrayList<>();
        assertThat(UnionPayBill.read(pack(Map.of("INN26010188ZM_1", row)), DAY, lines::add))
                .isEqualTo(new Fetched.Complete(1));
        return lines.getFirst();
    }

    private static byte[] row(Map<Integer, String> changed) throws IOException {
        Map<Integer, String> usual =
                Map.of(
                        0, "S22",
                        4, "1231233000",
                        6, "000000009900",
                        9, "442401051450467846498",
                        11, "order0001",
                        15, "D000000000059",
                        19, "01",
                        27, Authority.MERCHANT,
                        41, "中文备注");
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (int i = 0; i < LENGTHS.size(); i++) {
            byte[] text = changed.getOrDefault(i, usual.getOrDefault(i, "")).getBytes(GBK);
            row.write(text);
            row.write(" ".repeat(LENGTHS.get(i) - text.length + 1).getBytes(GBK));
        }
        row.write("\r\n".getBytes(GBK));
        return row.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.write(part);
        }
        return whole.toByteArray();
    }

    private static String pack(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(deflated)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static List<Integer> lengths() {
        try (InputStream file =
                UnionPayBillTest.class.getResourceAsStream("/vectors/unionpay/zm_layout.json")) {
            return JsonMapper.shared()
                    .readTree(Objects.requireNonNull(file))
                    .path("zm_field_lengths")
                    .valueStream()
                    .map(JsonNode::asInt)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
