package io.paideia.channels.unionpay;

import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.unionpay.UnionPayGateway.Answer;
import io.paideia.money.Money;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What became of an order, from the answer to a query or from a notice. In an answer only
 * origRespCode speaks of the order; respCode speaks of the question.
 */
final class UnionPayOutcome {

    /** An amount in fen; anything else, however well signed, says nothing. */
    private static final Pattern FEN = Pattern.compile("[0-9]{1,12}");

    private UnionPayOutcome() {}

    static Standing standing(Answer.Given given) {
        String code = given.field("origRespCode");
        if (!given.field("txnType").equals(UnionPay.SALE)) {
            return new Standing.Unknown("The answer is about another type of transaction");
        }
        if (UnionPayCodes.success(code)) {
            return paid(given.fields())
                    .<Standing>map(paid -> paid)
                    .orElseGet(() -> new Standing.Unknown("Amount " + given.field("txnAmt")));
        }
        // As recorded: an order that nobody has paid yet has no queryId. With one, a bank is at it.
        if (code.equals(UnionPayCodes.TAKEN) && given.field("queryId").isBlank()) {
            return new Standing.Waiting();
        }
        if (UnionPayCodes.inDoubt(code) || code.isEmpty()) {
            return new Standing.Unknown(given.field("origRespMsg") + " (" + code + ")");
        }
        return code.equals(UnionPayCodes.TOO_LATE)
                ? new Standing.Closed()
                : new Standing.Declined(UnionPayCodes.failure(code, given.field("origRespMsg")));
    }

    /** What was paid, from the fields that queries and notices share. */
    static Optional<Standing.Paid> paid(Map<String, String> fields) {
        String trade = fields.getOrDefault("queryId", "");
        return amount(fields)
                .filter(amount -> !trade.isBlank())
                .map(amount -> new Standing.Paid(amount, trade));
    }

    /** What moved; empty if the fields name no amount that we can read. */
    static Optional<Money> amount(Map<String, String> fields) {
        String amount = fields.getOrDefault("txnAmt", "");
        return fields.getOrDefault("currencyCode", "").equals(UnionPay.CNY)
                        && FEN.matcher(amount).matches()
                ? Optional.of(Money.of("CNY", Long.parseLong(amount)))
                : Optional.empty();
    }

    static Refunding refunding(Return refund, Answer.Given given) {
        String code = given.field("origRespCode");
        String type = given.field("txnType");
        if (!(type.equals(UnionPay.REFUND) || type.equals(UnionPay.VOID))
                || !given.field("txnAmt").equals(Long.toString(refund.amount().minor()))) {
            return new Refunding.Unknown("The answer is about something else");
        }
        if (UnionPayCodes.success(code)) {
            return new Refunding.Done(given.field("queryId"));
        }
        return UnionPayCodes.inDoubt(code) || code.isEmpty()
                ? new Refunding.Accepted(given.field("queryId"))
                : new Refunding.Refused(UnionPayCodes.failure(code, given.field("origRespMsg")));
    }
}
