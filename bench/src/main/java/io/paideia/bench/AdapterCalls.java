package io.paideia.bench;

import io.paideia.channels.Channel;
import io.paideia.channels.Charge;
import io.paideia.channels.Payer;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one channel: orders that wait for their buyer, and how one of them stands.
 *
 * @param channel by its name in the sandbox
 * @param method one whose start calls the provider, once
 */
record AdapterCalls(String channel, String method, Money amount, @Nullable String returnUrl) {

    /** One call. */
    interface Call {

        /** Whether the provider said what it should. */
        boolean succeeds(Channel channel);
    }

    /** Another order each time. */
    Call start() {
        return adapter -> adapter.start(charge(), Payer.UNKNOWN) instanceof Started.Waiting;
    }

    /**
     * Asks for one order again and again.
     *
     * @throws IllegalStateException if the provider does not take it
     */
    Call query(Channel adapter) {
        Charge charge = charge();
        Started started = adapter.start(charge, Payer.UNKNOWN);
        if (!(started instanceof Started.Waiting waiting)) {
            throw new IllegalStateException(channel + " did not take an order: " + started);
        }
        Charge known = waiting.handle() == null ? charge : charge.known(waiting.handle());
        return asked ->
                switch (asked.query(known)) {
                    case Standing.Waiting yes -> true;
                    case Standing.NotThere yes -> true;
                    case Standing.Paid no -> false;
                    case Standing.Authorized no -> false;
                    case Standing.Closed no -> false;
                    case Standing.Declined no -> false;
                    case Standing.Unknown no -> false;
                };
    }

    private Charge charge() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Charge(
                TypeId.format("a", TypeId.next()).substring(2),
                method,
                amount,
                "Stoic ethics, 斯多葛",
                returnUrl,
                now,
                now.plusSeconds(1800),
                null,
                Charge.Taking.AT_ONCE);
    }
}
