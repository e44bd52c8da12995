package io.paideia.sandbox.alipay;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Scenarios;
import io.paideia.sandbox.engine.Trade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a day's bill of payments looks like: a zip of two tables in GBK, with 25 columns, cells that
 * end with a tabulator, and lines that begin with # around them. Alipay keeps six per mille and
 * gives them back with refunds.
 */
final class Bill {

    private static final Charset GBK = Charset.forName("GBK");
    private static final BigDecimal FEE = new BigDecimal("0.006");
    private static final String COLUMNS =
            "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
                    + "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
                    + "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

    private final Book book;
    private final Scenarios scenarios;

    Bill(Book book, Scenarios scenarios) {
        this.book = book;
        this.scenarios = scenarios;
    }

    private record Row(
            String trade,
            String reference,
            String kind,
            String subject,
            Instant at,
            BigDecimal amount,
            String request) {}

    boolean isEmpty(LocalDate day) {
        return rows(day).isEmpty();
    }

    byte[] zip(LocalDate day, String seller) throws IOException {
        List<Row> rows = rows(day);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String name = seller + "_" + day.toString().replace("-", "") + "_业务明细";
        try (ZipOutputStream files = new ZipOutputStream(bytes, GBK)) {
            files.putNextEntry(new ZipEntry(name + ".csv"));
            files.write(detail(day, seller, rows).getBytes(GBK));
            files.putNextEntry(new ZipEntry(name + "(汇总).csv"));
            files.write(
                    (head(day, seller, "业务汇总查询") + "门店编号,门店名称,交易订单总笔数,退款订单总笔数\r\n").getBytes(GBK));
        }
        return bytes.toByteArray();
    }

    private static String detail(LocalDate day, String seller, List<Row> rows) {
        StringBuilder text = new StringBuilder(head(day, seller, "业务明细查询"));
        String dashes = "-".repeat(41);
        text.append('#').append(dashes).append("业务明细列表").append(dashes).append("\r\n");
        text.append(COLUMNS).append("\r\n");
        rows.forEach(row -> text.append(line(row)).append("\r\n"));
        text.append('#').append(dashes).append("业务明细列表结束").append(dashes).append("\r\n");
        text.append(total("交易", "商家实收", rows)).append(total("退款", "商家实收退款", rows));
        return text.toString();
    }

    private static String head(LocalDate day, String seller, String title) {
        return "#支付宝%s\r\n#账号：[%s0156]\r\n#起始日期：[%s 00:00:00]   终止日期：[%s 00:00:00]\r\n"
                .formatted(title, seller, day, day.plusDays(1));
    }

    private static String total(String kind, String what, List<Row> rows) {
        List<Row> such = rows.stream().filter(row -> row.kind().equals(kind)).toList();
        BigDecimal sum =
                such.stream().map(Row::amount).reduce(BigDecimal.ZERO, BigDecimal::add).setScale(2);
        return "#%s合计：%d笔，%s共￥%s元，商家优惠共￥0.00元\r\n".formatted(kind, such.size(), what, sum);
    }

    private static String line(Row row) {
        String amount = row.amount().toPlainString();
        BigDecimal fee = row.amount().multiply(FEE).setScale(2, RoundingMode.HALF_UP).negate();
        String at = Beijing.seconds(row.at());
        return String.join(
                ",",
                tabbed(
                        row.trade(),
                        row.reference(),
                        row.kind(),
                        row.subject(),
                        at,
                        at,
                        "",
                        "",
                        "",
                        "",
                        Account.BUYER_LOGON_ID),
                amount,
                amount,
                "0.00,0.00,0.00,0.00,0.00",
                tabbed(""),
                "0.00,0.00",
                tabbed(row.request()),
                fee.toPlainString(),
                "0.00",
                tabbed(row.kind().equals("退款") ? "退款" : ""));
    }

    private static String tabbed(String... cells) {
        return String.join(
                ",",
                Arrays.stream(cells)
                        .map(
                                cell ->
                                        cell.contains(",") || cell.contains("\"")
                                                ? "\"" + cell.replace('"', '\'') + "\"\t"
                                                : cell + "\t")
                        .toList());
    }

    private List<Row> rows(LocalDate day) {
        List<Row> rows = new ArrayList<>();
        boolean strange = false;
        for (Trade trade : book.all()) {
            List<Row> own = rows(trade, day);
            if (own.isEmpty()) {
                continue;
            }
            if (on(Fault.Kind.BILL_EXTRA, trade) && !strange) {
                strange = true;
                rows.add(unknown(own.getFirst()));
            }
            if (!on(Fault.Kind.BILL_MISSING, trade)) {
                rows.addAll(own);
            }
        }
        return rows;
    }

    private List<Row> rows(Trade trade, LocalDate day) {
        List<Row> rows = new ArrayList<>();
        Amount taken = trade.taken();
        Instant paidAt = trade.paidAt();
        if (taken == null || paidAt == null || !taken.currency().equals("CNY")) {
            return rows;
        }
        if (Beijing.day(paidAt).equals(day)) {
            BigDecimal amount = new BigDecimal(taken.decimal());
            boolean wrong = on(Fault.Kind.BILL_CHANGED, trade);
            rows.add(row(trade, "交易", paidAt, wrong ? amount.add(BigDecimal.ONE) : amount, ""));
        }
        for (Refund refund : trade.refunds()) {
            @Nullable Instant at = refund.endedAt();
            if (refund.status() == Refund.Status.SUCCEEDED
                    && at != null
                    && Beijing.day(at).equals(day)) {
                BigDecimal amount = new BigDecimal(refund.amount().decimal()).negate();
                rows.add(row(trade, "退款", at, amount, refund.requestNumber()));
            }
        }
        return rows;
    }

    private static Row row(
            Trade trade, String kind, Instant at, BigDecimal amount, String request) {
        return new Row(
                trade.tradeNumber().orElse(""),
                trade.order().reference(),
                kind,
                trade.order().subject(),
                at,
                amount,
                request);
    }

    /** A payment that the merchant never asked for. */
    private static Row unknown(Row like) {
        return new Row(
                like.trade() + "9",
                "nobody" + like.reference(),
                "交易",
                "?",
                like.at(),
                new BigDecimal("8.88"),
                "");
    }

    private boolean on(Fault.Kind kind, Trade trade) {
        return scenarios.on(kind, AlipayChannel.NAME, trade.order().reference()).isPresent();
    }
}
