package io.paideia.sandbox.engine;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the providers share.
 *
 * @param cashier the address of the cashier's page for an order's token
 * @param base where the sandbox listens
 */
public record Engine(
        Trades trades,
        Payouts payouts,
        Notices notices,
        Scenarios scenarios,
        Buyer buyer,
        Webhooks webhooks,
        VirtualClock clock,
        RandomGenerator random,
        Function<String, URI> cashier,
        Supplier<URI> base) {}
