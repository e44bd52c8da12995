package io.paideia.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Notice;
import io.paideia.sandbox.engine.Notices;
import io.paideia.sandbox.engine.Refund;
import io.paideia.sandbox.engine.Trade;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A trade as the control plane shows it; amounts are in minor units. */
record TradeView(
        String reference,
        String channel,
        @JsonProperty("trade_no") @Nullable String tradeNumber,
        Money amount,
        String status,
        @Nullable Money taken,
        Money refunded,
        @Nullable String dispute,
        @Nullable Money disputed,
        List<RefundView> refunds,
        List<NoticeView> notices) {

    record Money(long amount, String currency) {
        static Money of(Amount amount) {
            return new Money(amount.minor(), amount.currency());
        }
    }

    record RefundView(
            @JsonProperty("request_no") String requestNumber, Money amount, String status) {
        static RefundView of(Refund refund) {
            return new RefundView(
                    refund.requestNumber(),
                    Money.of(refund.amount()),
                    refund.status().name().toLowerCase(Locale.ROOT));
        }
    }

    /** One copy of a notice. */
    record NoticeView(
            @JsonProperty("notify_id") String noticeId,
            @JsonProperty("sent_at") Instant sentAt,
            int attempt,
            String answer,
            @Nullable String fault,
            String about) {}

    static TradeView of(Trade trade, Notices notices) {
        return new TradeView(
                trade.order().reference(),
                trade.order().channel(),
                trade.number(),
                Money.of(trade.order().amount()),
                status(trade),
                trade.taken() == null ? null : Money.of(trade.taken()),
                Money.of(trade.refundedAmount()),
                trade.dispute() == null
                        ? null
                        : trade.dispute().status().name().toLowerCase(Locale.ROOT),
                trade.dispute() == null ? null : Money.of(trade.dispute().amount()),
                trade.refunds().stream().map(RefundView::of).toList(),
                notices.of(trade).stream()
                        .flatMap(
                                notice ->
                                        notice.deliveries().stream()
                                                .map(copy -> view(notice, copy)))
                        .toList());
    }

    /** The word for where the trade stands: ordered, waiting, paid, refunded or closed. */
    static String status(Trade trade) {
        return trade.isFullyRefunded()
                ? "refunded"
                : trade.status().name().toLowerCase(Locale.ROOT);
    }

    private static NoticeView view(Notice notice, Notice.Delivery copy) {
        return new NoticeView(
                notice.id(),
                copy.sentAt(),
                copy.attempt(),
                copy.answer(),
                copy.fault(),
                notice.topic().kind().name().toLowerCase(Locale.ROOT));
    }
}
