package io.paideia.channels.paypal;

import io.paideia.channels.Captures;
import io.paideia.channels.Charge;
import io.paideia.channels.Closing;
import io.paideia.channels.Disputes;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements;
import io.paideia.channels.Transfers;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects through PayPal: the buyer agrees on PayPal's page, and only then we take the money, by a
 * capture. Source: PayPal's published OpenAPI descriptions of Orders v2, Payments v2, Payouts v1,
 * Disputes v1 and Transaction Search v1.
 */
final class PayPal implements Refunds, Captures, Transfers, Statements, Disputes {

    private final String name;
    private final PayPalOrders orders;
    private final PayPalCaptures captures;
    private final PayPalRefunds refunds;
    private final PayPalPayouts payouts;
    private final PayPalReports reports;
    private final PayPalDisputes disputes;
    private final PayPalNotices notices;

    PayPal(
            String name,
            PayPalOrders orders,
            PayPalCaptures captures,
            PayPalRefunds refunds,
            PayPalPayouts payouts,
            PayPalReports reports,
            PayPalDisputes disputes,
            PayPalNotices notices) {
        this.name = name;
        this.orders = orders;
        this.captures = captures;
        this.refunds = refunds;
        this.payouts = payouts;
        this.reports = reports;
        this.disputes = disputes;
        this.notices = notices;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return Set.of("paypal");
    }

    @Override
    public boolean takes(Currency currency) {
        return PayPalAmounts.takes(currency);
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
    public Capturing capture(Charge charge, String trade, Money amount) {
        return captures.capture(charge, trade, amount);
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
        return payouts.objection(transfer);
    }

    @Override
    public Transferring transfer(Transfer transfer) {
        return payouts.send(transfer);
    }

    @Override
    public Transferring queryTransfer(Transfer transfer) {
        return payouts.query(transfer);
    }

    /** The days are UTC's. */
    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return reports.fetch(day, lines);
    }

    @Override
    public Stand queryDispute(String dispute) {
        return disputes.query(dispute);
    }

    @Override
    public Stand submit(String dispute, Map<String, String> evidence) {
        return disputes.submit(dispute, evidence);
    }

    @Override
    public Stand accept(String dispute) {
        return disputes.accept(dispute);
    }

    /**
     * Checks the signature. PayPal names the certificate in the notice, so that the first notice
     * under a new one makes us fetch it, once; all others are read without network.
     */
    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice);
    }

    /**
     * Of the body only a checksum is signed, and one can be made to fit: whoever has one genuine
     * notice's headers could write another notice under them.
     */
    @Override
    public boolean noticesProve() {
        return false;
    }

    /** Any 2xx counts as yes; after anything else PayPal sends again, for three days. */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return new Acknowledgement(
                verdict == NoticeVerdict.TAKEN ? 200 : 400, "application/json", "{}");
    }
}
