package io.paideia.disputes;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.events.NewEvent;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import io.paideia.orders.OrderId;
import io.paideia.payments.PaymentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events {@code dispute.opened}, {@code dispute.won} and {@code dispute.lost}. Their fields are
 * public.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DisputeChanged(
        DisputeId dispute,
        PaymentId payment,
        OrderId order,
        UserId user,
        Money amount,
        String reason,
        @Nullable Instant dueBy) {

    public static final String OPENED = "dispute.opened";
    public static final String WON = "dispute.won";
    public static final String LOST = "dispute.lost";

    static NewEvent event(String type, Dispute dispute) {
        return new NewEvent(
                type,
                dispute.platform().value(),
                dispute.order().toString(),
                new DisputeChanged(
                        dispute.id(),
                        dispute.payment(),
                        dispute.order(),
                        dispute.user(),
                        dispute.amount(),
                        dispute.reason(),
                        dispute.dueBy()));
    }
}
