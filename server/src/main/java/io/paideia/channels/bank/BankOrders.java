package io.paideia.channels.bank;

import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Transfers.Objection;
import io.paideia.channels.Transfers.Transfer;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Money that we send: refunds and transfers, both as pain.001, both told of by pain.002. The first
 * letter of our message's id says which of them it is. What each orders is written down before it
 * is sent, so that a word of another amount is not taken for an answer. Thread-safe; calls the
 * network.
 */
final class BankOrders {

    private static final Pattern BIC = Pattern.compile("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?");

    static final char REFUND = 'R';
    static final char TRANSFER = 'T';

    private static final Set<String> SETTLED = Set.of("ACSC", "ACCC");
    private static final Set<String> REJECTED = Set.of("RJCT", "CANC");
    private static final Set<String> TAKEN =
            Set.of("ACCP", "ACTC", "ACSP", "ACWC", "ACFC", "PDNG", "RCVD", "PATC");

    /**
     * Reasons for refusing a repeat, which say nothing of the first. Source: ISO 20022 code sets.
     */
    private static final Pattern DUPLICATE = Pattern.compile("(AM05|DUPL|DU0[1-5])\\b");

    private final String channel;
    private final BankSettings settings;
    private final BankGateway gateway;
    private final BankBook book;

    BankOrders(String channel, BankSettings settings, BankGateway gateway, BankBook book) {
        this.channel = channel;
        this.settings = settings;
        this.gateway = gateway;
        this.book = book;
    }

    Refunding refund(Return refund, Credit paid) {
        CreditTransfer order =
                new CreditTransfer(
                        REFUND + refund.reference(),
                        refund.reference(),
                        refund.amount(),
                        paid.payer() == null ? "" : paid.payer(),
                        Objects.requireNonNull(paid.payerAccount()),
                        paid.payerBic(),
                        "Refund of %s: %s".formatted(refund.trade(), refund.reason()),
                        refund.startedAt());
        return refunding(send(order));
    }

    Refunding queryRefund(String reference) {
        String message = REFUND + reference;
        return refunding(answer(message, reference, gateway.status(message)));
    }

    Optional<Objection> objection(Transfer transfer) {
        String account = AccountNumber.plain(transfer.payee());
        if (!AccountNumber.isPossible(account)) {
            return Optional.of(
                    new Objection("payee", "Banks know people by an IBAN or an account number"));
        }
        String name = transfer.payeeName();
        if (name == null || name.isBlank()) {
            return Optional.of(new Objection("payee_name", "Banks want the account's holder"));
        }
        String bic = transfer.details().get("bic");
        return bic == null || BIC.matcher(bic).matches()
                ? Optional.empty()
                : Optional.of(new Objection("details", "bic is not a BIC"));
    }

    Transferring transfer(Transfer transfer) {
        CreditTransfer order =
                new CreditTransfer(
                        TRANSFER + transfer.reference(),
                        transfer.reference(),
                        transfer.amount(),
                        transfer.payeeName() == null ? "" : transfer.payeeName(),
                        transfer.payee(),
                        transfer.details().get("bic"),
                        transfer.remark(),
                        transfer.startedAt());
        return transferring(send(order));
    }

    Transferring queryTransfer(String reference) {
        String message = TRANSFER + reference;
        return transferring(answer(message, reference, gateway.status(message)));
    }

    /** What this message of ours ordered, empty if we sent none such. */
    Optional<Money> ordered(String message) {
        return book.ordered(channel, message);
    }

    /**
     * A bank refuses a repeat of a message that it has, so that only the refusal of the first says
     * something of the order; of a repeat's the bank is asked.
     */
    private Order send(CreditTransfer order) {
        boolean repeat = ordered(order.message()).isPresent();
        Money written = book.order(channel, order.message(), order.amount());
        if (!written.equals(order.amount())) {
            throw new IllegalStateException(
                    "%s ordered %s before and cannot order %s"
                            .formatted(order.message(), written, order.amount()));
        }
        Order sent = answer(order.message(), order.endToEnd(), gateway.order(order.xml(settings)));
        return repeat && sent instanceof Order.Refused
                ? answer(order.message(), order.endToEnd(), gateway.status(order.message()))
                : sent;
    }

    /** How an order stands, whichever it is. */
    sealed interface Order {
        record Done() implements Order {}

        record Taken() implements Order {}

        record NotThere() implements Order {}

        record Refused(Failure failure) implements Order {}

        record Unknown(String why) implements Order {}
    }

    static Order order(StatusReport report) {
        if (SETTLED.contains(report.status())) {
            return new Order.Done();
        }
        if (REJECTED.contains(report.status()) && DUPLICATE.matcher(report.reason()).lookingAt()) {
            return new Order.Unknown("The bank has this message already");
        }
        if (REJECTED.contains(report.status())) {
            return new Order.Refused(failure(report.reason()));
        }
        return TAKEN.contains(report.status())
                ? new Order.Taken()
                : new Order.Unknown("Status " + report.status());
    }

    static Refunding refunding(Order order) {
        return switch (order) {
            case Order.Done done -> new Refunding.Done();
            case Order.Taken taken -> new Refunding.Accepted(null);
            case Order.NotThere none -> new Refunding.NotThere();
            case Order.Refused refused -> new Refunding.Refused(refused.failure());
            case Order.Unknown unknown -> new Refunding.Unknown(unknown.why());
        };
    }

    static Transferring transferring(Order order) {
        return switch (order) {
            case Order.Done done -> new Transferring.Done(null);
            case Order.Taken taken -> new Transferring.Accepted(null, null);
            case Order.NotThere none -> new Transferring.NotThere();
            case Order.Refused refused -> new Transferring.Refused(refused.failure());
            case Order.Unknown unknown -> new Transferring.Unknown(unknown.why());
        };
    }

    private Order answer(String message, String endToEnd, BankGateway.Answer answer) {
        return switch (answer) {
            case BankGateway.Answer.Given given -> given(message, endToEnd, given);
            // The message was taken; its fate is told by its status.
            case BankGateway.Answer.Taken taken -> new Order.Taken();
            case BankGateway.Answer.NotThere none -> new Order.NotThere();
            // A message of ours that is lacking something would be so the next time, too.
            case BankGateway.Answer.Refused refused ->
                    new Order.Refused(new Failure("channel_refused", refused.why(), false));
            case BankGateway.Answer.Busy busy -> new Order.Unknown(busy.why());
            case BankGateway.Answer.NotSent none -> new Order.Unknown(none.why());
            case BankGateway.Answer.NoAnswer none -> new Order.Unknown(none.why());
        };
    }

    /** The bank's signature does not cover our question, so its answer must name it. */
    private Order given(String message, String endToEnd, BankGateway.Answer.Given given) {
        try {
            StatusReport report = StatusReport.read(given.message());
            boolean ours =
                    report.message().equals(message)
                            && (report.endToEnd().isEmpty() || report.endToEnd().equals(endToEnd));
            if (!ours) {
                return new Order.Unknown("The answer names another message");
            }
            return ordered(message).filter(amount -> !report.names(amount)).isPresent()
                    ? new Order.Unknown("The answer names another amount: " + report.amount())
                    : order(report);
        } catch (Xml.Unreadable e) {
            return new Order.Unknown("The answer is " + e.getMessage());
        }
    }

    private static Failure failure(String reason) {
        String code = reason.startsWith("AM04") ? "insufficient_funds" : "channel_refused";
        return new Failure(code, "The bank rejected it: " + reason, false);
    }
}
