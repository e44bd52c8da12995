package io.paideia.channels.unionpay;

import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Failure;
import io.paideia.channels.NextAction;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.unionpay.UnionPayGateway.Answer;
import io.paideia.money.Currency;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Collects through UnionPay: a page that the browser is posted to, or a QR code. Every transaction,
 * also a refund, is an order of its own, named by orderId and txnTime; queries must repeat both.
 * Source: the interface specification 5.1.0 of the online gateway, as UnionPay's published examples
 * speak it, and messages recorded from its test gateway.
 */
final class UnionPay implements Refunds, Statements {

    static final String SALE = "01";
    static final String REFUND = "04";
    static final String VOID = "31";

    private static final String WEB = "unionpay_web";
    private static final String QR = "unionpay_qr";
    static final String CNY = "156";
    private static final String BACK = "backTransReq.do";
    private static final Pattern PHONE = Pattern.compile("(?i)mobile|android|iphone|harmony");

    /** A payment that was just begun when time ran out may still come in. */
    private static final Duration LAST_MOMENT = Duration.ofMinutes(2);

    private final String name;
    private final UnionPaySettings settings;
    private final UnionPayGateway gateway;
    private final UnionPayNotices notices;
    private final UnionPayBill bill;
    private final Clock clock;

    UnionPay(
            String name,
            UnionPaySettings settings,
            UnionPayGateway gateway,
            UnionPayNotices notices,
            Clock clock) {
        this.name = name;
        this.settings = settings;
        this.gateway = gateway;
        this.notices = notices;
        this.bill = new UnionPayBill(gateway, clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return Set.of(WEB, QR);
    }

    @Override
    public boolean takes(Currency currency) {
        return currency.code().equals("CNY");
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        return switch (charge.method()) {
            case WEB -> page(charge, payer);
            case QR -> code(charge);
            default ->
                    throw new IllegalArgumentException(
                            "Not a method of UnionPay: " + charge.method());
        };
    }

    @Override
    public Standing query(Charge charge) {
        return switch (ask(charge.reference(), UnionPayMessage.time(charge.startedAt()))) {
            case Answer.NotSent none -> new Standing.Unknown(none.why());
            case Answer.NoAnswer none -> new Standing.Unknown(none.why());
            case Answer.Given given when given.code().equals("00") -> standing(charge, given);
            case Answer.Given given when given.code().equals(UnionPayCodes.NOT_THERE) ->
                    new Standing.NotThere();
            case Answer.Given given -> new Standing.Unknown(given.message());
        };
    }

    /**
     * UnionPay closes nothing; an order can be paid until its payTimeout, and what comes later
     * UnionPay gives back by itself. So before then the order has to be watched.
     */
    @Override
    public Closing close(Charge charge) {
        return switch (query(charge)) {
            case Standing.Paid paid -> new Closing.AlreadyPaid();
            case Standing.Closed closed -> new Closing.Done();
            case Standing.Unknown unknown -> new Closing.Unknown(unknown.why());
            case Standing.Waiting waiting -> new Closing.NotThere();
            case Standing.Declined declined -> new Closing.NotThere();
            case Standing.NotThere none ->
                    isOver(charge) ? new Closing.Done() : new Closing.NotThere();
            case Standing.Authorized held ->
                    throw new IllegalStateException("UnionPay's sales are never only held");
        };
    }

    @Override
    public Refunding refund(Return refund) {
        Map<String, String> business = new LinkedHashMap<>();
        business.put("txnType", isVoid(refund) ? VOID : REFUND);
        business.put("txnSubType", "00");
        business.put("bizType", refund.charge().method().equals(WEB) ? "000201" : "000000");
        business.put("channelType", refund.charge().method().equals(WEB) ? "07" : "08");
        business.put("orderId", refund.reference());
        business.put("txnTime", UnionPayMessage.time(refund.startedAt()));
        business.put("txnAmt", Long.toString(refund.amount().minor()));
        business.put("currencyCode", CNY);
        business.put("origQryId", refund.trade());
        business.put("backUrl", settings.notifyUrl().toString());
        return switch (gateway.call(BACK, business)) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            // Taken is not refunded: only a query or a notice says that.
            case Answer.Given given when UnionPayCodes.success(given.code()) ->
                    new Refunding.Accepted(given.field("queryId"));
            case Answer.Given given
                    when UnionPayCodes.inDoubt(given.code())
                            || UnionPayCodes.busy(given.code())
                            || given.code().equals(UnionPayCodes.REPEATED) ->
                    new Refunding.Unknown(given.message());
            case Answer.Given given -> new Refunding.Refused(given.failure());
        };
    }

    @Override
    public Refunding queryRefund(Return refund) {
        return switch (ask(refund.reference(), UnionPayMessage.time(refund.startedAt()))) {
            case Answer.NotSent none -> new Refunding.Unknown(none.why());
            case Answer.NoAnswer none -> new Refunding.Unknown(none.why());
            case Answer.Given given when given.code().equals("00") ->
                    UnionPayOutcome.refunding(refund, given);
            case Answer.Given given when given.code().equals(UnionPayCodes.NOT_THERE) ->
                    new Refunding.NotThere();
            case Answer.Given given -> new Refunding.Unknown(given.message());
        };
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice.body());
    }

    /** Any 200 counts as yes; everything else makes UnionPay send again. */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return verdict == NoticeVerdict.TAKEN
                ? new Acknowledgement(200, "text/plain", "ok")
                : new Acknowledgement(400, "text/plain", "refused");
    }

    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return bill.fetch(day, lines);
    }

    /** No call is made: the buyer's browser carries the signed order to UnionPay. */
    private Started page(Charge charge, Payer payer) {
        String agent = payer.userAgent();
        String back = charge.returnUrl();
        Map<String, String> business = business(charge, "01", "000201");
        business.put("channelType", agent != null && PHONE.matcher(agent).find() ? "08" : "07");
        business.put("frontUrl", back == null ? settings.notifyUrl().toString() : back);
        business.put(
                "riskRateInfo",
                "{commodityName=" + charge.subject().replaceAll("[{}&=\\p{Cntrl}]", " ") + "}");
        return new Started.Waiting(
                NextAction.formPost(
                        gateway.page("frontTransReq.do").toString(),
                        gateway.signed(business),
                        charge.expiresAt()));
    }

    private Started code(Charge charge) {
        Map<String, String> business = business(charge, "07", "000000");
        business.put("channelType", "08");
        return switch (gateway.call(BACK, business)) {
            case Answer.NotSent none ->
                    new Started.Refused(new Failure("channel_unavailable", none.why(), true));
            case Answer.NoAnswer none -> new Started.Unknown(none.why());
            case Answer.Given given
                    when given.code().equals("00") && !given.field("qrCode").isBlank() ->
                    new Started.Waiting(
                            NextAction.qrCode(given.field("qrCode"), charge.expiresAt()));
            case Answer.Given given
                    when UnionPayCodes.success(given.code())
                            || UnionPayCodes.inDoubt(given.code())
                            || given.code().equals(UnionPayCodes.REPEATED) ->
                    new Started.Unknown(given.message());
            case Answer.Given given -> new Started.Refused(given.failure());
        };
    }

    private Map<String, String> business(Charge charge, String subType, String business) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("txnType", SALE);
        fields.put("txnSubType", subType);
        fields.put("bizType", business);
        fields.put("orderId", charge.reference());
        fields.put("txnTime", UnionPayMessage.time(charge.startedAt()));
        fields.put("txnAmt", Long.toString(charge.amount().minor()));
        fields.put("currencyCode", CNY);
        fields.put("backUrl", settings.notifyUrl().toString());
        fields.put("payTimeout", UnionPayMessage.time(charge.expiresAt()));
        return fields;
    }

    private Answer ask(String order, String txnTime) {
        return gateway.call(
                "queryTrans.do",
                Map.of(
                        "txnType", "00",
                        "txnSubType", "00",
                        "bizType", "000000",
                        "orderId", order,
                        "txnTime", txnTime));
    }

    /** What nobody paid in time is closed, whatever UnionPay calls it. */
    private Standing standing(Charge charge, Answer.Given given) {
        return switch (UnionPayOutcome.standing(given)) {
            case Standing.Waiting waiting when isOver(charge) -> new Standing.Closed();
            case Standing.Declined declined when isOver(charge) -> new Standing.Closed();
            case Standing standing -> standing;
        };
    }

    private boolean isOver(Charge charge) {
        return clock.instant().isAfter(charge.expiresAt().plus(LAST_MOMENT));
    }

    /**
     * A void takes back the whole of a payment of the same settlement day. Decided by what never
     * changes, so that a repeat is the same transaction; the payment's own day is only certain
     * where the order could not be paid on the next.
     */
    private boolean isVoid(Return refund) {
        LocalDate today = UnionPayMessage.day(refund.startedAt());
        return settings.sameDay() == UnionPaySettings.SameDay.VOID
                && refund.amount().equals(refund.paid())
                && UnionPayMessage.day(refund.charge().startedAt()).equals(today)
                && UnionPayMessage.day(refund.charge().expiresAt()).equals(today);
    }
}
