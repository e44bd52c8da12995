package io.paideia.payments;

import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try to collect through one channel, as it stands. Immutable.
 *
 * @param reference what the channel knows it by
 * @param action what the buyer does next, once the channel has told
 * @param trade the channel's own number, once it has told
 * @param handle the channel's own name of the order, where it gave one
 * @param checks how often the channel was asked
 * @param taking whether the money is taken at once, or held first
 * @param capture what is or was captured of the held money
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
        int checks,
        Charge.Taking taking,
        @Nullable Capture capture) {

    /**
     * A capture that was called for.
     *
     * @param id made by the caller; the same id again captures nothing new
     * @param amount the whole or a part; the rest is the buyer's again
     */
    record Capture(UUID id, Money amount) {}

    /** 26 letters and digits, no mark between them: the narrowest of what providers take. */
    static String reference(AttemptId id) {
        String text = TypeId.format("a", id.value());
        return text.substring(2);
    }

    /** Whether it was asked to hold the money first. */
    boolean manual() {
        return taking == Charge.Taking.ON_CAPTURE;
    }

    /** How much the channel shall have taken in the end: all of it, unless a part is captured. */
    Money collected() {
        return capture == null ? amount : capture.amount();
    }

    Charge charge() {
        return new Charge(
                reference, method, amount, subject, returnUrl, createdAt, expiresAt, handle,
                taking);
    }

    /** Another one of the same payment, through another channel, that is about to be called. */
    Attempt following(
            AttemptId next, String nextChannel, String nextMethod, Instant at, Instant check) {
        return new Attempt(
                next,
                payment,
                nextChannel,
                nextMethod,
                reference(next),
                AttemptStatus.CREATED,
                amount,
                subject,
                returnUrl,
                null,
                null,
                null,
                at,
                expiresAt,
                check,
                0,
                taking,
                null);
    }

    Attempt now(AttemptStatus next, @Nullable Instant check) {
        return with(next, action, trade, handle, check, capture);
    }

    Attempt waiting(NextAction next, Instant check) {
        return with(AttemptStatus.PENDING, next, trade, handle, check, capture);
    }

    /** The channel holds the money under this number. */
    Attempt held(String number, Instant check) {
        return with(AttemptStatus.HELD, action, number, handle, check, null);
    }

    /** The channel is about to be asked for what it holds, or for a part of it. */
    Attempt capturing(Capture wanted, Instant check) {
        return with(AttemptStatus.CAPTURING, action, trade, handle, check, wanted);
    }

    Attempt paid(String number) {
        return with(AttemptStatus.SUCCEEDED, action, number, handle, null, capture);
    }

    /** The channel told how it calls the order; what it told before stays. */
    Attempt named(@Nullable String name) {
        String known = name == null ? handle : name;
        return with(status, action, trade, known, nextCheckAt, capture);
    }

    private Attempt with(
            AttemptStatus nextStatus,
            @Nullable NextAction nextAction,
            @Nullable String nextTrade,
            @Nullable String nextHandle,
            @Nullable Instant nextCheck,
            @Nullable Capture nextCapture) {
        return new Attempt(
                id,
                payment,
                channel,
                method,
                reference,
                nextStatus,
                amount,
                subject,
                returnUrl,
                nextAction,
                nextTrade,
                nextHandle,
                createdAt,
                expiresAt,
                nextCheck,
                checks,
                taking,
                nextCapture);
    }
}
