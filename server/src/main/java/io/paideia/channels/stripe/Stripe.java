package io.paideia.channels.stripe;

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
import io.paideia.channels.stripe.StripeFinding.Found;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cards through Stripe: PaymentIntents, Checkout's page, captures, refunds, disputes and balance
 * transactions. The trade of a payment is its PaymentIntent. Source: docs.stripe.com/api.
 * Thread-safe.
 */
final class Stripe implements Captures, Refunds, Disputes, Statements {

    private final String name;
    private final StripeStarting starting;
    private final StripeFinding finding;
    private final StripeTaking taking;
    private final StripeRefunds refunds;
    private final StripeDisputes disputes;
    private final StripeStatements statements;
    private final StripeNotices notices;

    Stripe(String name, StripeSettings settings, JsonMapper mapper, Clock clock) {
        StripeApi api = new StripeApi(settings, mapper);
        this.name = name;
        this.starting = new StripeStarting(settings, api, mapper);
        this.finding = new StripeFinding(settings, api, starting, clock);
        this.taking = new StripeTaking(settings, api);
        this.refunds = new StripeRefunds(api, clock);
        this.disputes = new StripeDisputes(settings, api);
        this.statements = new StripeStatements(api, clock);
        this.notices = new StripeNotices(settings, mapper, clock);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<String> methods() {
        return Set.of("card", "apple_pay", "google_pay");
    }

    @Override
    public boolean takes(Currency currency) {
        return StripeAmounts.takes(currency);
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        return starting.start(charge, payer);
    }

    @Override
    public Standing query(Charge charge) {
        return switch (finding.find(charge)) {
            case Found.There there -> there.intent().standing();
            case Found.NotThere none -> new Standing.NotThere();
            case Found.Unknown unknown -> new Standing.Unknown(unknown.why());
        };
    }

    @Override
    public Closing close(Charge charge) {
        return switch (finding.find(charge)) {
            case Found.There there -> taking.close(there.intent());
            case Found.NotThere none -> new Closing.NotThere();
            case Found.Unknown unknown -> new Closing.Unknown(unknown.why());
        };
    }

    @Override
    public Capturing capture(Charge charge, String trade, Money amount) {
        return taking.capture(charge, trade, amount);
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

    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return statements.fetch(day, lines);
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice);
    }

    @Override
    public RawNotice kept(RawNotice notice) {
        return StripeNotices.kept(notice);
    }

    /** Any status of 2xx counts as yes; after all others Stripe sends again. */
    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return verdict == NoticeVerdict.TAKEN
                ? new Acknowledgement(200, "application/json", "{\"received\":true}")
                : new Acknowledgement(400, "application/json", "{\"received\":false}");
    }
}
