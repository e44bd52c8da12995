package io.paideia.channels.alipay;

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
import java.time.Clock;
import java.time.LocalDate;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One merchant's account at Alipay; each capability has a class of its own. */
final class Alipay implements Refunds, Transfers, Statements {

    private static final Set<String> CURRENCIES =
            Set.of("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "SGD", "AUD", "CAD", "KRW", "THB");

    private final String name;
    private final AlipayOrders orders;
    private final AlipayRefunds refunds;
    private final AlipayTransfers transfers;
    private final AlipayBills bills;
    private final AlipayNotices notices;

    Alipay(String name, AlipaySettings settings, JsonMapper mapper, Clock clock) {
        @Nullable AlipayCertificates certificates = AlipayCertificates.of(settings);
        AlipaySignature signature = AlipaySignature.of(settings, certificates, clock);
        AlipayGateway gateway = new AlipayGateway(settings, certificates, signature, mapper, clock);
        AlipayTransport transport =
                switch (settings.transport()) {
                    case V2 -> gateway;
                    case V3 ->
                            new AlipayV3(settings, certificates, signature, gateway, mapper, clock);
                };
        this.name = name;
        this.orders = new AlipayOrders(settings, gateway, transport);
        this.refunds = new AlipayRefunds(transport);
        this.transfers = new AlipayTransfers(gateway);
        this.bills = new AlipayBills(settings, transport, clock);
        this.notices = new AlipayNotices(settings, signature);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return AlipayOrders.METHODS;
    }

    @Override
    public boolean takes(Currency currency) {
        return CURRENCIES.contains(currency.code());
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        return orders.start(charge);
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
        return refunds.queryRefund(refund);
    }

    @Override
    public Transferring transfer(Transfer transfer) {
        return transfers.transfer(transfer);
    }

    @Override
    public Transferring queryTransfer(Transfer transfer) {
        return transfers.queryTransfer(transfer);
    }

    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return bills.statement(day, lines);
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice);
    }

    /** Seven letters and nothing else count as yes; everything else makes Alipay send again. */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return new Acknowledgement(
                200, "text/plain", verdict == NoticeVerdict.TAKEN ? "success" : "failure");
    }
}
