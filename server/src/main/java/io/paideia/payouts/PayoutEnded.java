package io.paideia.payouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.channels.Failure;
import io.paideia.events.NewEvent;
import io.paideia.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Events {@code payout.succeeded} and {@code payout.failed}; the second may follow the first, when
 * the money came back. Their fields are public.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PayoutEnded(
        PayoutId payout, String party, Money amount, String channel, @Nullable Failure failure) {

    public static final String SUCCEEDED = "payout.succeeded";
    public static final String FAILED = "payout.failed";

    static NewEvent event(Payout payout) {
        return new NewEvent(
                payout.status() == Payout.Status.SUCCEEDED ? SUCCEEDED : FAILED,
                payout.platform().value(),
                payout.id().toString(),
                new PayoutEnded(
                        payout.id(),
                        payout.party().toString(),
                        payout.amount(),
                        payout.destination().channel(),
                        payout.failure()));
    }
}
