package io.paideia.terms;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Splits sales by the rules of their home platform. Thread-safe; cheap enough for every order. */
@Service
public final class Terms {

    private final Rules rules;

    Terms(Rules rules) {
        this.rules = rules;
    }

    /**
     * The shares of a sale, in the order creator, home platform, selling platform, referrer,
     * operator. They sum to its amount; parties that get nothing are left out, a party in several
     * roles has one share.
     */
    public List<Share> split(Sale sale) {
        return Rule.choose(rules.of(sale.home()), sale)
                .orElseThrow(() -> new IllegalStateException("No rule covers " + sale))
                .split(sale);
    }

    /**
     * What is wrong with a product's own shares, basis points by {@code creator}, {@code
     * home_platform}, {@code selling_platform}, {@code referrer} and {@code operator}: each from 0
     * to 10000, 10000 in sum. Empty if they can be used.
     */
    public static Optional<String> fault(Map<String, Integer> shares) {
        return Role.fault(shares);
    }
}
