package io.paideia.identity;

/**
 * Whoever makes what is sold. Immutable.
 *
 * @param email in lower case; one address is one creator
 */
public record Creator(CreatorId id, String name, String email) {}
