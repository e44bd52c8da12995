package io.paideia.payments;

import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to collect through one channel, as it stands. Immutable.
 *
 * @param reference what the channel knows it by
 * @param action what the buyer does next, once the channel has told
 * @param trade the channel's own number, once it has told
 * @param handle the channel's own name of the order, where it gave one
 * @param checks how often the channel was asked
 */
record Attempt(
        AttemptId id,
        PaymentId payment,
        String channel,
        String method,
        String reference,
        AttemptStatus status,
        Money amount,
        String subject,
        @Nullable String returnUrl,
        @Nullable NextAction action,
        @Nullable String trade,
        @Nullable String handle,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant nextCheckAt,
        int checks) {

    /** 26 letters and digits, no mark between them: the narrowest of what providers take. */
    static String reference(AttemptId id) {
        String text = TypeId.format("a", id.value());
        return text.substring(2);
    }

    Charge charge() {
        return new Charge(
                reference,
                method,
                amount,
                subject,
                returnUrl,
                createdAt,
                expiresAt,
                handle,
                Charge.Taking.AT_ONCE);
    }

    Attempt now(AttemptStatus next, @Nullable Instant check) {
        return new Attempt(
                id, payment, channel, method, reference, next, amount, subject, returnUrl, action,
                trade, handle, createdAt, expiresAt, check, checks);
    }

    Attempt waiting(NextAction next, Instant check) {
        return new Attempt(
                id,
                payment,
                channel,
                method,
                reference,
                AttemptStatus.PENDING,
                amount,
                subject,
                returnUrl,
                next,
                trade,
                handle,
                createdAt,
                expiresAt,
                check,
                checks);
    }

    Attempt paid(String number) {
        return new Attempt(
                id,
                payment,
                channel,
                method,
                reference,
                AttemptStatus.SUCCEEDED,
                amount,
                subject,
                returnUrl,
                action,
                number,
                handle,
                createdAt,
                expiresAt,
                null,
                checks);
    }

    /** The channel told how it calls the order; what it told before stays. */
    Attempt named(@Nullable String name) {
        return new Attempt(
                id,
                payment,
                channel,
                method,
                reference,
                status,
                amount,
                subject,
                returnUrl,
                action,
                trade,
                name == null ? handle : name,
                createdAt,
                expiresAt,
                nextCheckAt,
                checks);
    }
}
