package io.paideia.sandbox.engine;

import java.time.Instant;

/** Money given back; the request number is the merchant's and unique within the trade. */
public record Refund(String requestNumber, Amount amount, String reason, Instant refundedAt) {}
