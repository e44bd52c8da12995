package io.paideia.sandbox.wechat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code GET /v3/bill/tradebill} and {@code /v3/billdownload/file}: the trades of a day. A bill is
 * ready at nine in the morning of the next day, Beijing's.
 */
final class Bills {

    static final String DOWNLOAD_PATH = "/v3/billdownload/file";

    private static final LocalTime READY = LocalTime.of(9, 0);
    private static final int KEPT = 32;
    private final Account account;
    private final Engine engine;
    private final String prefix;

    private final Map<String, String> files =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                            return size() > KEPT;
                        }
                    });

    Bills(Account account, Engine engine, String prefix) {
        this.account = account;
        this.engine = engine;
        this.prefix = prefix;
    }

    Answer trade(Call call) {
        LocalDate day = day(call.query().getOrDefault("bill_date", ""));
        if (!call.query().getOrDefault("bill_type", "ALL").equals("ALL")) {
            throw Answer.Rejected.parameter("bill_type: ALL is what the sandbox has");
        }
        Instant now = engine.clock().instant();
        if (!day.isBefore(Beijing.day(now))) {
            return Answer.invalid("bill_date必须早于今天");
        }
        if (now.isBefore(Beijing.at(day.plusDays(1), READY))) {
            return new Answer.Failed(400, "STATEMENT_CREATING", "账单生成中");
        }
        List<BillFile.Row> rows = rows(day);
        if (rows.isEmpty()) {
            return new Answer.Failed(400, "NO_STATEMENT_EXIST", "账单文件不存在");
        }
        String file = BillFile.of(rows);
        String token = UUID.randomUUID().toString();
        files.put(token, file);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("hash_type", "SHA1");
        members.put("hash_value", sha1(file));
        members.put(
                "download_url",
                engine.base().get().resolve(prefix + DOWNLOAD_PATH + "?token=" + token).toString());
        return new Answer.Done(members);
    }

    Answer download(Call call) {
        String file = files.get(call.query().getOrDefault("token", ""));
        return file == null ? Answer.invalid("token无效或已过期") : new Answer.File(file);
    }

    private List<BillFile.Row> rows(LocalDate day) {
        List<BillFile.Row> rows = new ArrayList<>();
        List<Trade> trades =
                engine.trades()
                        .all()
                        .filter(trade -> trade.order().channel().equals(WechatChannel.NAME))
                        .toList();
        boolean extra = false;
        for (Trade trade : trades) {
            List<BillFile.Row> own = rows(trade, day);
            if (!own.isEmpty()) {
                extra |= strikes(Fault.Kind.BILL_EXTRA, trade);
                rows.addAll(strikes(Fault.Kind.BILL_MISSING, trade) ? List.of() : own);
            }
        }
        if (extra) {
            rows.add(stranger(day));
        }
        return rows;
    }

    private List<BillFile.Row> rows(Trade trade, LocalDate day) {
        List<BillFile.Row> rows = new ArrayList<>();
        Instant paidAt = trade.paidAt();
        if (trade.status() == Trade.Status.PAID && paidAt != null && isOn(paidAt, day)) {
            long fen = trade.order().amount().minor();
            rows.add(
                    payment(
                            trade,
                            paidAt,
                            strikes(Fault.Kind.BILL_CHANGED, trade) ? fen + 1 : fen));
        }
        for (Refund refund : trade.refunds()) {
            if (isOn(refund.refundedAt(), day)) {
                rows.add(refund(trade, refund));
            }
        }
        return rows;
    }

    private BillFile.Row payment(Trade trade, Instant at, long fen) {
        return BillFile.row(
                fen,
                0,
                BillFile.fee(fen),
                Stream.of(
                        Beijing.seconds(at),
                        trade.order().detail("appid").orElse(""),
                        account.mchId(),
                        "0",
                        "",
                        trade.tradeNumber().orElse(""),
                        trade.order().reference(),
                        trade.order().detail("openid").orElse(Account.BUYER_OPEN_ID),
                        Orders.kind(trade.order()),
                        "SUCCESS",
                        "OTHERS",
                        "CNY",
                        BillFile.yuan(fen),
                        "0.00",
                        "0",
                        "0",
                        "0.00",
                        "0.00",
                        "",
                        "",
                        trade.order().subject(),
                        trade.order().detail("attach").orElse(""),
                        BillFile.fees(BillFile.fee(fen)),
                        "0.60%",
                        BillFile.yuan(fen),
                        "0.00",
                        ""));
    }

    private BillFile.Row refund(Trade trade, Refund refund) {
        long fen = refund.amount().minor();
        boolean failed = refund.status() == Refund.Status.FAILED;
        return BillFile.row(
                0,
                failed ? 0 : fen,
                failed ? 0 : -BillFile.fee(fen),
                Stream.of(
                        Beijing.seconds(refund.refundedAt()),
                        trade.order().detail("appid").orElse(""),
                        account.mchId(),
                        "0",
                        "",
                        trade.tradeNumber().orElse(""),
                        trade.order().reference(),
                        trade.order().detail("openid").orElse(Account.BUYER_OPEN_ID),
                        Orders.kind(trade.order()),
                        "REFUND",
                        "OTHERS",
                        "CNY",
                        "0.00",
                        "0.00",
                        refund.number(),
                        refund.requestNumber(),
                        BillFile.yuan(fen),
                        "0.00",
                        "ORIGINAL",
                        failed ? "FAIL" : Refunding.status(refund),
                        trade.order().subject(),
                        trade.order().detail("attach").orElse(""),
                        BillFile.fees(failed ? 0 : -BillFile.fee(fen)),
                        "0.60%",
                        "0.00",
                        BillFile.yuan(fen),
                        ""));
    }

    /** A payment of which the merchant knows nothing. */
    private BillFile.Row stranger(LocalDate day) {
        return BillFile.row(
                4200,
                0,
                BillFile.fee(4200),
                Stream.of(
                        day + " 12:00:00",
                        account.appId(),
                        account.mchId(),
                        "0",
                        "",
                        "4200009999" + day.toString().replace("-", "") + "0000000001",
                        "stranger" + day.toString().replace("-", ""),
                        Account.BUYER_OPEN_ID,
                        "NATIVE",
                        "SUCCESS",
                        "OTHERS",
                        "CNY",
                        "42.00",
                        "0.00",
                        "0",
                        "0",
                        "0.00",
                        "0.00",
                        "",
                        "",
                        "Unknown",
                        "",
                        BillFile.fees(BillFile.fee(4200)),
                        "0.60%",
                        "42.00",
                        "0.00",
                        ""));
    }

    private boolean strikes(Fault.Kind kind, Trade trade) {
        return engine.scenarios()
                .strike(kind, Operation.BILL, WechatChannel.NAME, trade.order().reference())
                .isPresent();
    }

    private static boolean isOn(Instant at, LocalDate day) {
        return Beijing.day(at).equals(day);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            throw Answer.Rejected.parameter("bill_date: yyyy-MM-DD");
        }
    }

    private static String sha1(String file) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(file.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
