package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Gives out codes from memory, and no money ever arrives. Thread-safe. */
public final class OpenBook implements BankBook {

    private final Map<String, Expected> byCode = new ConcurrentHashMap<>();
    private final Map<String, Expected> byReference = new ConcurrentHashMap<>();
    private final Map<String, Money> orders = new ConcurrentHashMap<>();

    @Override
    public Expected expect(
            String channel, String reference, Money amount, IntFunction<String> codes) {
        return byReference.computeIfAbsent(
                reference,
                unknown -> {
                    for (int nth = 0; ; nth++) {
                        Expected given = new Expected(codes.apply(nth), unknown, amount);
                        if (byCode.putIfAbsent(given.code(), given) == null) {
                            return given;
                        }
                    }
                });
    }

    @Override
    public List<Expected> expected(String channel, Collection<String> codes) {
        return codes.stream()
                .flatMap(code -> Optional.ofNullable(byCode.get(code)).stream())
                .toList();
    }

    @Override
    public Credit enter(String channel, Credit credit) {
        throw new UnsupportedOperationException("Nobody pays in a measurement");
    }

    @Override
    public Optional<Credit> paying(String channel, String reference) {
        return Optional.empty();
    }

    @Override
    public Money order(String channel, String message, Money amount) {
        return orders.computeIfAbsent(message, sent -> amount);
    }

    @Override
    public Optional<Money> ordered(String channel, String message) {
        return Optional.ofNullable(orders.get(message));
    }

    @Override
    public Optional<Credit> credit(String channel, String key) {
        return Optional.empty();
    }
}
