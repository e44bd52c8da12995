package io.paideia.channels.alipay;

import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import io.paideia.channels.alipay.AlipayTransport.Answer;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What Alipay's words mean to us. */
final class AlipayReading {

    private static final Set<String> IN_DOUBT =
            Set.of(
                    "20000",
                    "ACQ.SYSTEM_ERROR",
                    "aop.ACQ.SYSTEM_ERROR",
                    "SYSTEM_ERROR",
                    "UNKNOWN_ERROR",
                    "REQUEST_PROCESSING");
    private static final Set<String> DECLINED =
            Set.of(
                    "ACQ.PAYMENT_REQUEST_HAS_RISK",
                    "ACQ.ACCESS_FORBIDDEN",
                    "ACQ.BEYOND_PAY_RESTRICTION",
                    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION",
                    "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION",
                    "ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION",
                    "ACQ.BUYER_ENABLE_STATUS_FORBID",
                    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
                    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
                    "ACQ.SELLER_BEEN_BLOCKED");
    private static final Set<String> NO_FUNDS =
            Set.of(
                    "ACQ.SELLER_BALANCE_NOT_ENOUGH",
                    "ACQ.BUYER_BALANCE_NOT_ENOUGH",
                    "BALANCE_IS_NOT_ENOUGH",
                    "PAYER_BALANCE_NOT_ENOUGH",
                    "PAYMENT_MONEY_NOT_ENOUGH");

    /** What an amount looks like; anything else, however well signed, says nothing. */
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");

    private AlipayReading() {}

    /** How a trade stands, from the fields that queries and notices share. */
    static Standing standing(JsonNode trade) {
        return switch (trade.path("trade_status").asString("")) {
            case "TRADE_SUCCESS", "TRADE_FINISHED" ->
                    amount(
                                    trade.path("trans_currency").asString("CNY"),
                                    trade.path("total_amount").asString(""))
                            .<Standing>map(
                                    amount ->
                                            new Standing.Paid(
                                                    amount, trade.path("trade_no").asString("")))
                            .orElseGet(
                                    () ->
                                            new Standing.Unknown(
                                                    "Amount " + trade.path("total_amount")));
            case "TRADE_CLOSED" -> new Standing.Closed();
            case "WAIT_BUYER_PAY" -> new Standing.Waiting();
            default -> new Standing.Unknown("Trade status " + trade.path("trade_status"));
        };
    }

    /** An amount as Alipay writes it, "99.00"; empty if it is none of its currency. */
    static Optional<Money> amount(String currency, String decimal) {
        if (!DECIMAL.matcher(decimal).matches()) {
            return Optional.empty();
        }
        try {
            return Currency.find(currency).map(known -> Money.parse(known, decimal));
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
    }

    /**
     * Alipay's signature does not cover the question; so the answer to another one could be played
     * back to us. What names another trade is no answer.
     */
    static boolean names(String reference, Answer.Given given) {
        return given.field("out_trade_no").equals(reference);
    }

    static boolean inDoubt(Answer.Given given) {
        return IN_DOUBT.contains(given.code()) || IN_DOUBT.contains(given.subCode());
    }

    static Failure failure(Answer.Given given) {
        if (given.isLimited()) {
            return new Failure("channel_busy", given.message(), true);
        }
        if (NO_FUNDS.contains(given.subCode())) {
            return new Failure("insufficient_funds", given.message(), true);
        }
        return DECLINED.contains(given.subCode())
                ? new Failure("declined", given.message(), true)
                : new Failure("channel_refused", given.message(), false);
    }
}
