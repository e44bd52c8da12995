package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** The book without a database. Thread-safe. */
final class MemoryBook implements BankBook {

    private final Map<String, Expected> expected = new HashMap<>();
    private final Map<String, Credit> credits = new HashMap<>();
    private final Map<String, Money> orders = new HashMap<>();

    @Override
    public synchronized Expected expect(
            String channel, String reference, Money amount, IntFunction<String> codes) {
        for (Expected given : expected.values()) {
            if (given.reference().equals(reference)) {
                return given;
            }
        }
        int nth = 0;
        while (expected.containsKey(codes.apply(nth))) {
            nth++;
        }
        Expected given = new Expected(codes.apply(nth), reference, amount);
        expected.put(given.code(), given);
        return given;
    }

    @Override
    public synchronized List<Expected> expected(String channel, Collection<String> codes) {
        return codes.stream().filter(expected::containsKey).map(expected::get).toList();
    }

    @Override
    public synchronized Credit enter(String channel, Credit credit) {
        Credit before = credits.get(credit.key());
        if (before != null) {
            return before;
        }
        String reference = credit.reference();
        boolean second =
                credit.verdict() == Credit.Verdict.PAID
                        && reference != null
                        && paying(channel, reference).isPresent();
        Credit kept = second ? credit.judged(Credit.Verdict.PAID_TWICE) : credit;
        credits.put(credit.key(), kept);
        return kept;
    }

    @Override
    public synchronized Optional<Credit> paying(String channel, String reference) {
        return credits.values().stream()
                .filter(credit -> credit.verdict() == Credit.Verdict.PAID)
                .filter(credit -> reference.equals(credit.reference()))
                .findFirst();
    }

    @Override
    public synchronized Optional<Credit> credit(String channel, String key) {
        return Optional.ofNullable(credits.get(key));
    }

    @Override
    public synchronized Money order(String channel, String message, Money amount) {
        orders.putIfAbsent(message, amount);
        return orders.getOrDefault(message, amount);
    }

    @Override
    public synchronized Optional<Money> ordered(String channel, String message) {
        return Optional.ofNullable(orders.get(message));
    }
}
