package io.paideia.channels;

/**
 * Why a provider refused.
 *
 * @param code stable, snake_case, ours
 * @param message for a person, with the provider's own code
 * @param retryable whether another attempt may help
 */
public record Failure(String code, String message, boolean retryable) {}
