package io.paideia.channels.wechat;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Transfers;
import io.paideia.money.Currency;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * WeChat Pay: a code to scan, WeChat's own browser and mini programs, a phone's browser, and apps;
 * refunds, transfers to a person's balance, and bills. Source: the documents of API version 3 at
 * pay.weixin.qq.com.
 */
final class WechatPay implements Refunds, Transfers, Statements {

    private static final Set<String> METHODS =
            Set.of("wechat_native", "wechat_jsapi", "wechat_h5", "wechat_app");

    private final String name;
    private final WechatOrders orders;
    private final WechatRefunds refunds;
    private final WechatTransfers transfers;
    private final WechatBills bills;
    private final WechatNotices notices;

    WechatPay(
            String name,
            WechatOrders orders,
            WechatRefunds refunds,
            WechatTransfers transfers,
            WechatBills bills,
            WechatNotices notices) {
        this.name = name;
        this.orders = orders;
        this.refunds = refunds;
        this.transfers = transfers;
        this.bills = bills;
        this.notices = notices;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return METHODS;
    }

    @Override
    public boolean takes(Currency currency) {
        return currency.code().equals("CNY");
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        if (!METHODS.contains(charge.method())) {
            throw new IllegalArgumentException("Not a method of WeChat Pay: " + charge.method());
        }
        return orders.start(charge, payer);
    }

    @Override
    public Standing query(Charge charge) {
        return orders.query(charge);
    }

    @Override
    public Closing close(Charge charge) {
        return orders.close(charge);
    }

    @Override
    public Refunding refund(Return refund) {
        return refunds.refund(refund);
    }

    @Override
    public Refunding queryRefund(Return refund) {
        return refunds.query(refund);
    }

    @Override
    public Optional<Objection> objection(Transfer transfer) {
        return transfers.objection(transfer);
    }

    @Override
    public Transferring transfer(Transfer transfer) {
        return transfers.transfer(transfer);
    }

    @Override
    public Transferring queryTransfer(Transfer transfer) {
        return transfers.query(transfer);
    }

    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return bills.statement(day, lines);
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice);
    }

    /**
     * Only the status counts: a refusal in the body of a 200 is not heard, and a probe must be
     * refused with 4xx.
     */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return switch (verdict) {
            case TAKEN -> new Acknowledgement(204, "application/json", "");
            case REFUSED ->
                    new Acknowledgement(
                            400, "application/json", "{\"code\":\"FAIL\",\"message\":\"refused\"}");
        };
    }
}
