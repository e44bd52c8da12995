package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a bank account needs to remember: which codes were given out, which credits arrived, and
 * what we ordered. Thread-safe.
 */
interface BankBook {

    /**
     * Gives out a code for a charge; the same reference again gets the same.
     *
     * @param codes the nth to try, should an earlier one be taken
     */
    Expected expect(String channel, String reference, Money amount, IntFunction<String> codes);

    /** Those of the codes that were given out. */
    List<Expected> expected(String channel, Collection<String> codes);

    /**
     * Writes down a credit once. What was written under its key before stays; a second one that
     * would pay the same charge is written as {@link Credit.Verdict#PAID_TWICE}.
     *
     * @return as it stands in the book
     */
    Credit enter(String channel, Credit credit);

    /** The credit that pays the charge. */
    Optional<Credit> paying(String channel, String reference);

    Optional<Credit> credit(String channel, String key);

    /**
     * Writes down what a message of ours orders, before it is sent; the same message again stays as
     * it was.
     *
     * @return the amount as it stands in the book
     */
    Money order(String channel, String message, Money amount);

    /** What the message ordered, empty if we sent none such. */
    Optional<Money> ordered(String channel, String message);
}
