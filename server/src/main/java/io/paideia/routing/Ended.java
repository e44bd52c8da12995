package io.paideia.routing;

import io.paideia.money.Money;

/**
 * How an attempt ended, for learning. Attempts that the buyer left or changed say nothing about the
 * channel and are not told.
 */
public record Ended(String channel, String method, Money amount, Result result) {

    /** Whether it went well. */
    public enum Result {
        PAID,
        REFUSED
    }
}
