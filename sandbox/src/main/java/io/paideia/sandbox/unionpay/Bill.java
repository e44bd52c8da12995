package io.paideia.sandbox.unionpay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file of a settlement day (76/01): a zip with a ZM file of fixed columns in GBK, deflated once
 * more and in Base64. The merchant's share of the fee is six in a thousand.
 */
final class Bill {

    private static final Charset GBK = Charset.forName("GBK");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("yyMMdd");

    private static final int[] WIDTHS = {
        3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1,
        21, 15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98
    };

    private final Book book;
    private final Engine engine;

    Bill(Book book, Engine engine) {
        this.book = book;
        this.engine = engine;
    }

    /** One transaction as a row tells of it. */
    private record Row(
            String type,
            String subType,
            String order,
            String queryId,
            String origQueryId,
            String bizType,
            long fen,
            Instant at) {}

    Answer file(Call call) {
        Instant now = engine.clock().instant();
        Optional<LocalDate> named = SettlementDay.parse(call.required("settleDate"), now);
        if (named.isEmpty() || !call.required("fileType").equals("00")) {
            return Answer.malformed("settleDate");
        }
        LocalDate day = named.get();
        List<Row> rows = rows(day);
        if (rows.isEmpty() || !day.isBefore(SettlementDay.of(now))) {
            return Answer.refused("98", "文件不存在[5100098]");
        }
        return Answer.done(
                Map.of(
                        "fileName",
                        UnionPayChannel.MERCHANT + "_" + DAY.format(day) + ".zip",
                        "fileContent",
                        pack("INN" + SHORT_DAY.format(day) + "88ZM_", rows)));
    }

    private List<Row> rows(LocalDate day) {
        List<Row> rows = new ArrayList<>();
        boolean extra = has(Fault.Kind.BILL_EXTRA, "");
        for (Trade trade : book.all()) {
            String sale = trade.order().reference();
            Instant paidAt = trade.paidAt();
            boolean shown = trade.status() == Trade.Status.PAID && paidAt != null;
            if (shown && SettlementDay.of(Objects.requireNonNull(paidAt)).equals(day)) {
                extra |= has(Fault.Kind.BILL_EXTRA, sale);
                if (!has(Fault.Kind.BILL_MISSING, sale)) {
                    rows.add(sold(trade, paidAt));
                }
            }
            for (Refund refund : trade.refunds()) {
                Instant at = refund.endedAt();
                if (refund.status() == Refund.Status.SUCCEEDED
                        && at != null
                        && SettlementDay.of(at).equals(day)) {
                    rows.add(gaveBack(Book.Back.of(trade, refund), at));
                }
            }
        }
        if (extra) {
            Instant noon = day.atTime(4, 0).toInstant(ZoneOffset.UTC);
            rows.add(
                    new Row(
                            "01",
                            "01",
                            "nobodysorder0001",
                            UnionPayChannel.queryId(noon, engine.random()),
                            "",
                            "000201",
                            12345,
                            noon));
        }
        return rows;
    }

    private Row sold(Trade trade, Instant at) {
        long fen = trade.order().amount().minor();
        return new Row(
                "01",
                trade.order().detail("txnSubType").orElse(""),
                trade.order().reference(),
                trade.tradeNumber().orElseThrow(),
                "",
                trade.order().detail("bizType").orElse(""),
                has(Fault.Kind.BILL_CHANGED, trade.order().reference()) ? fen + 1 : fen,
                at);
    }

    private static Row gaveBack(Book.Back back, Instant at) {
        return new Row(
                back.txnType(),
                "00",
                back.refund().requestNumber(),
                back.refund().number(),
                back.trade().tradeNumber().orElseThrow(),
                back.trade().order().detail("bizType").orElse(""),
                back.refund().amount().minor(),
                at);
    }

    private boolean has(Fault.Kind kind, String sale) {
        return engine.scenarios().on(kind, UnionPayChannel.NAME, sale).isPresent();
    }

    private static String pack(String name, List<Row> rows) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed);
                ZipOutputStream zip = new ZipOutputStream(deflated)) {
            zip.putNextEntry(new ZipEntry(name + UnionPayChannel.MERCHANT));
            for (Row row : rows) {
                zip.write(line(row));
                zip.write("\r\n".getBytes(US_ASCII));
            }
            zip.closeEntry();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static byte[] line(Row row) {
        boolean sale = row.type().equals("01");
        long fee = (row.fen() * 6 + 500) / 1000;
        String[] columns = new String[WIDTHS.length];
        Arrays.fill(columns, "");
        columns[0] = sale ? "S22" : "S30";
        columns[1] = "00049992";
        columns[2] = "00049992";
        columns[3] = row.queryId().substring(14, 20);
        columns[4] = Beijing.noYear(row.at());
        columns[5] = "6221********0000";
        columns[6] = "%012d".formatted(row.fen());
        columns[7] = "8299";
        columns[8] = "07";
        columns[9] = row.queryId();
        columns[11] = row.order();
        columns[12] = "01";
        columns[15] = (sale ? "D" : "C") + "%012d".formatted(fee);
        columns[16] = (sale ? "C" : "D") + "%012d".formatted(row.fen() - fee);
        columns[17] = "0001";
        columns[19] = row.type();
        columns[20] = row.subType();
        columns[21] = row.bizType();
        columns[26] = row.origQueryId();
        columns[27] = UnionPayChannel.MERCHANT;
        columns[41] = "派迪亚沙箱";
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < WIDTHS.length; i++) {
            byte[] text = columns[i].getBytes(GBK);
            line.writeBytes(text);
            line.writeBytes(" ".repeat(WIDTHS[i] - text.length + 1).getBytes(US_ASCII));
        }
        return line.toByteArray();
    }
}
