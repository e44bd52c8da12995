package io.paideia.channels.bank;

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
import io.paideia.channels.Transfers;
import io.paideia.money.Currency;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Collects by bank transfer into an account of ours. Nobody can be asked whether a buyer has sent
 * something; it is on the account or it is not. What arrives is heard by notices, and looked up in
 * the running day's statement where a notice was lost. Nothing can be closed at a bank either: who
 * has the details can send. What comes after the end goes back by a transfer to where it came from.
 */
final class Bank implements Refunds, Transfers, Statements {

    private static final Logger log = LoggerFactory.getLogger(Bank.class);

    private static final Set<String> METHODS = Set.of("bank_transfer");

    private final String name;
    private final BankSettings settings;
    private final BankGateway gateway;
    private final BankBook book;
    private final Receipts receipts;
    private final BankStatements statements;
    private final BankOrders orders;
    private final BankNotices notices;
    private final JsonMapper mapper;

    Bank(
            String name,
            BankSettings settings,
            BankGateway gateway,
            BankBook book,
            Receipts receipts,
            BankStatements statements,
            BankOrders orders,
            BankNotices notices,
            JsonMapper mapper) {
        this.name = name;
        this.settings = settings;
        this.gateway = gateway;
        this.book = book;
        this.receipts = receipts;
        this.statements = statements;
        this.orders = orders;
        this.notices = notices;
        this.mapper = mapper;
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
        return settings.currencies().contains(currency.code());
    }

    @Override
    public Started start(Charge charge, Payer payer) {
        Expected expected = receipts.expect(charge);
        Map<String, String> details = details(charge, expected);
        Started waiting = new Started.Waiting(NextAction.bankTransfer(details, charge.expiresAt()));
        if (!settings.announce()) {
            return waiting;
        }
        Map<String, String> announced = new LinkedHashMap<>(details);
        announced.put("reference", charge.reference());
        announced.put("subject", charge.subject());
        return switch (gateway.announce(mapper.writeValueAsString(announced))) {
            case BankGateway.Answer.Taken taken -> waiting;
            case BankGateway.Answer.Given given -> waiting;
            case BankGateway.Answer.NotSent none ->
                    refused("channel_unavailable", none.why(), true);
            case BankGateway.Answer.Busy busy -> refused("channel_busy", busy.why(), true);
            case BankGateway.Answer.Refused refused ->
                    refused("channel_refused", refused.why(), false);
            case BankGateway.Answer.NotThere none ->
                    refused("channel_refused", "The bank knows no receipts to come", false);
            case BankGateway.Answer.NoAnswer none -> new Started.Unknown(none.why());
        };
    }

    /** What has not arrived is not known to the bank: a transfer begins at the buyer's. */
    @Override
    public Standing query(Charge charge) {
        Optional<Standing> known = paid(charge);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<String> trouble = statements.refresh(charge.startedAt());
        return paid(charge)
                .orElseGet(
                        () ->
                                trouble.<Standing>map(Standing.Unknown::new)
                                        .orElseGet(Standing.NotThere::new));
    }

    /** Reads the last days' statements and tells what no notice told; a bank in trouble waits. */
    void look() {
        statements
                .refresh(Instant.EPOCH)
                .ifPresent(why -> log.warn("No statements of {} to look at: {}", name, why));
    }

    /** The details are out; whoever has them can send, so what may come is watched for. */
    @Override
    public Closing close(Charge charge) {
        return paid(charge).isPresent() ? new Closing.AlreadyPaid() : new Closing.NotThere();
    }

    @Override
    public NoticeReading read(RawNotice notice) {
        return notices.read(notice);
    }

    @Override
    public Acknowledgement acknowledge(NoticeVerdict verdict) {
        return verdict == NoticeVerdict.TAKEN
                ? new Acknowledgement(200, "text/plain", "taken")
                : new Acknowledgement(422, "text/plain", "refused");
    }

    @Override
    public Refunding refund(Return refund) {
        Optional<Credit> paid = book.credit(name, refund.trade());
        if (paid.isEmpty() || paid.get().payerAccount() == null) {
            return new Refunding.Refused(
                    new Failure(
                            "payer_unknown",
                            "The bank did not say from which account the money came",
                            false));
        }
        return orders.refund(refund, paid.get());
    }

    @Override
    public Refunding queryRefund(Return refund) {
        return orders.queryRefund(refund.reference());
    }

    @Override
    public Optional<Objection> objection(Transfer transfer) {
        return orders.objection(transfer);
    }

    @Override
    public Transferring transfer(Transfer transfer) {
        return orders.transfer(transfer);
    }

    @Override
    public Transferring queryTransfer(Transfer transfer) {
        return orders.queryTransfer(transfer.reference());
    }

    @Override
    public Fetched statement(LocalDate day, Consumer<Line> lines) {
        return statements.bill(day, lines);
    }

    private Optional<Standing> paid(Charge charge) {
        return book.paying(name, charge.reference())
                .map(credit -> new Standing.Paid(credit.amount(), credit.key()));
    }

    private Map<String, String> details(Charge charge, Expected expected) {
        boolean code = settings.receipts() == BankSettings.Receipts.CODE;
        Map<String, String> details = new LinkedHashMap<>();
        details.put("beneficiary", settings.beneficiary());
        details.put("account", code ? settings.account() : expected.code());
        details.put("bic", settings.bic());
        details.put("bank_name", settings.bankName());
        details.put("amount", charge.amount().toDecimal());
        details.put("currency", charge.amount().currency().code());
        if (code) {
            details.put("remittance_code", RemittanceCode.shown(expected.code()));
        }
        return details;
    }

    private static Started refused(String code, String why, boolean retryable) {
        return new Started.Refused(new Failure(code, why, retryable));
    }
}
