package io.paideia.sandbox.wechat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A trade bill as it is downloaded: the 27 columns of the type ALL, every value behind a backtick,
 * amounts in yuan, then a summary. The fee is 0.60 %, rounded to fen.
 */
final class BillFile {

    private static final int FEE_BASIS_POINTS = 60;
    private static final String HEADER =
            "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
                    + "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
                    + "手续费,费率,订单金额,申请退款金额,费率备注";
    private static final String SUMMARY_HEADER =
            "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    private BillFile() {}

    /** One line, and what it adds to the summary. */
    record Row(long paidFen, long refundedFen, long feeFen, String text) {}

    static Row row(long paidFen, long refundedFen, long feeFen, Stream<String> values) {
        return new Row(
                paidFen,
                refundedFen,
                feeFen,
                values.map(value -> "`" + value).collect(Collectors.joining(",")));
    }

    static String of(List<Row> rows) {
        long paid = rows.stream().mapToLong(Row::paidFen).sum();
        long refunded = rows.stream().mapToLong(Row::refundedFen).sum();
        long fee = rows.stream().mapToLong(Row::feeFen).sum();
        String summary =
                Stream.of(
                                Integer.toString(rows.size()),
                                yuan(paid),
                                yuan(refunded),
                                "0.00",
                                fees(fee),
                                yuan(paid),
                                yuan(refunded))
                        .map(value -> "`" + value)
                        .collect(Collectors.joining(","));
        return Stream.concat(
                                Stream.concat(Stream.of(HEADER), rows.stream().map(Row::text)),
                                Stream.of(SUMMARY_HEADER, summary))
                        .collect(Collectors.joining("\r\n"))
                + "\r\n";
    }

    static long fee(long fen) {
        return Math.floorDiv(fen * FEE_BASIS_POINTS + 5_000, 10_000);
    }

    static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    static String fees(long fen) {
        return BigDecimal.valueOf(fen, 2).setScale(5).toPlainString();
    }
}
