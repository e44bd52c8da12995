package io.paideia.terms;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who takes part in a sale, in the order in which shares are listed. */
enum Role {
    CREATOR,
    HOME_PLATFORM,
    SELLING_PLATFORM,
    REFERRER,
    OPERATOR;

    private static final int WHOLE = 10_000;

    /** As JSON has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> find(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** What is wrong with these basis points by role, or empty if they are a split. */
    static Optional<String> fault(Map<String, Integer> basisPoints) {
        long sum = 0;
        // Sorted, so that the same map always gets the same answer.
        for (Map.Entry<String, Integer> share : new TreeMap<>(basisPoints).entrySet()) {
            if (find(share.getKey()).isEmpty()) {
                return Optional.of("has an unknown role: " + share.getKey());
            }
            Integer points = share.getValue();
            if (points == null || points < 0 || points > WHOLE) {
                return Optional.of(share.getKey() + " must be from 0 to " + WHOLE);
            }
            sum += points;
        }
        return sum == WHOLE
                ? Optional.empty()
                : Optional.of("must sum to " + WHOLE + " basis points, not " + sum);
    }

    /** The numbers by role; 0 for a role that is not named. */
    static Map<Role, Integer> byRole(Map<String, Integer> numbers) {
        Map<Role, Integer> result = new EnumMap<>(Role.class);
        for (Role role : values()) {
            result.put(role, numbers.getOrDefault(role.word(), 0));
        }
        return result;
    }

    /** The numbers as JSON has them, in the order of roles. */
    static Map<String, Integer> byWord(Map<Role, Integer> numbers) {
        Map<String, Integer> result = new LinkedHashMap<>();
        numbers.forEach((role, number) -> result.put(role.word(), number));
        return result;
    }
}
