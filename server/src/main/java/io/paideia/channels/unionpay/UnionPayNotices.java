package io.paideia.channels.unionpay;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.Refunds;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.util.Map;
import java.util.Optional;

/**
 * Reads UnionPay's back notices: a form, signed like an answer. Of payments only a success is told;
 * of refunds and voids a failure too. That a refund succeeded is only taken as the hint to ask, as
 * UnionPay wants it; a failure is believed if the notice names the refund's own amount.
 */
final class UnionPayNotices {

    private final UnionPaySettings settings;
    private final UnionPaySignature signature;

    UnionPayNotices(UnionPaySettings settings, UnionPaySignature signature) {
        this.settings = settings;
        this.signature = signature;
    }

    NoticeReading read(String body) {
        Map<String, String> notice = UnionPayMessage.form(body);
        if (!signature.verifies(notice)) {
            return new NoticeReading.Refused("signature", null);
        }
        String reference = notice.getOrDefault("orderId", "");
        if (!notice.getOrDefault("merId", "").equals(settings.merId())) {
            return new NoticeReading.Refused("merchant", reference);
        }
        if (notice.containsKey("origRespCode")) {
            // Signed alike, it says that a question succeeded, not that anybody paid.
            return new NoticeReading.Refused("answer", reference);
        }
        return switch (notice.getOrDefault("txnType", "")) {
            case UnionPay.SALE -> charged(reference, notice);
            case UnionPay.REFUND, UnionPay.VOID -> refunded(reference, notice);
            default -> new NoticeReading.Irrelevant("another type of transaction");
        };
    }

    private static NoticeReading charged(String reference, Map<String, String> notice) {
        if (!UnionPayCodes.success(notice.getOrDefault("respCode", ""))) {
            return new NoticeReading.Irrelevant("not paid");
        }
        return UnionPayOutcome.paid(notice)
                .<NoticeReading>map(paid -> new NoticeReading.Genuine(reference, paid))
                .orElseGet(() -> new NoticeReading.Refused("amount", reference));
    }

    private static NoticeReading refunded(String reference, Map<String, String> notice) {
        String code = notice.getOrDefault("respCode", "");
        if (UnionPayCodes.inDoubt(code) || code.isEmpty()) {
            return new NoticeReading.Irrelevant("a refund under way");
        }
        Optional<Money> amount = UnionPayOutcome.amount(notice);
        Refunds.Refunding failed =
                amount.isEmpty()
                        ? new Refunds.Refunding.Unknown("The notice names no amount")
                        : new Refunds.Refunding.Refused(
                                UnionPayCodes.failure(code, notice.getOrDefault("respMsg", "")));
        return new NoticeReading.Genuine(
                new Told.Refunded(
                        reference,
                        UnionPayCodes.success(code)
                                ? new Refunds.Refunding.Accepted(notice.getOrDefault("queryId", ""))
                                : failed,
                        amount.orElse(null)));
    }
}
