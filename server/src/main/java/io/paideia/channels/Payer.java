package io.paideia.channels;

import org.jspecify.annotations.Nullable;

/**
 * Who pays, as far as a provider wants to know. Immutable. Nothing of it is stored: it serves the
 * call that starts an attempt.
 *
 * @param ip the buyer's address
 * @param userAgent the buyer's browser
 * @param openId what a provider calls the buyer within one app, for payments inside of WeChat
 * @param token what stands for the buyer's means of payment: a card's token from the provider's own
 *     script, or the encrypted token of Apple Pay or Google Pay. Never a card number
 */
public record Payer(
        @Nullable String ip,
        @Nullable String userAgent,
        @Nullable String openId,
        @Nullable String token) {

    public static final Payer UNKNOWN = new Payer(null, null, null, null);

    /** Without the token, which must not reach a log. */
    @Override
    public String toString() {
        return "Payer[ip=" + ip + "]";
    }
}
