package io.paideia.identity;

/**
 * Somebody who buys. Immutable.
 *
 * @param email in lower case; one address is one person
 */
public record Person(UserId id, String email, String name) {}
