package io.paideia.terms;

import io.paideia.identity.CreatorId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a rule. Written once; a later version of the same scope supersedes it from its own
 * date on. Immutable.
 *
 * @param basisPoints by role, all roles, 10,000 in sum
 * @param cycleDays by role, all roles
 */
record Rule(
        RuleId id,
        Scope scope,
        int version,
        Map<Role, Integer> basisPoints,
        Map<Role, Integer> cycleDays,
        Instant validFrom) {

    /**
     * The rule for a sale: among those that cover it and are valid by then the most specific one,
     * of these the one with the latest date, of these the one made last.
     */
    static Optional<Rule> choose(Collection<Rule> rules, Sale sale) {
        return rules.stream()
                .filter(rule -> !rule.validFrom.isAfter(sale.at()) && rule.scope.covers(sale))
                .max(
                        Comparator.comparingInt((Rule rule) -> rule.scope.rank())
                                .thenComparing(Rule::validFrom)
                                .thenComparing(rule -> rule.id.toString()));
    }

    /**
     * Splits by the largest remainder. A party in several roles gets one share of all its basis
     * points, at the place of its first role and due with the last of them. What would be a
     * referrer's goes to the creator when nobody referred.
     */
    List<Share> split(Sale sale) {
        Map<Role, Integer> points =
                sale.shares() == null ? basisPoints : Role.byRole(sale.shares());
        Map<String, Long> weights = new LinkedHashMap<>();
        Map<String, Integer> days = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            int weight = points.getOrDefault(role, 0);
            if (weight > 0) {
                Role taker = role == Role.REFERRER && sale.referrer() == null ? Role.CREATOR : role;
                String party = party(taker, sale);
                weights.merge(party, (long) weight, Long::sum);
                days.merge(party, cycleDays.getOrDefault(taker, 0), Math::max);
            }
        }
        List<String> parties = List.copyOf(weights.keySet());
        List<Money> amounts = sale.amount().split(List.copyOf(weights.values()));
        List<Share> shares = new ArrayList<>(parties.size());
        for (int i = 0; i < parties.size(); i++) {
            if (!amounts.get(i).isZero()) {
                String party = parties.get(i);
                shares.add(new Share(party, amounts.get(i), days.getOrDefault(party, 0)));
            }
        }
        return shares;
    }

    private static String party(Role role, Sale sale) {
        return switch (role) {
            case CREATOR -> "creator:" + sale.creator();
            case HOME_PLATFORM -> "platform:" + sale.home();
            case SELLING_PLATFORM -> "platform:" + sale.selling();
            case REFERRER -> {
                CreatorId referrer = sale.referrer();
                yield "creator:" + (referrer == null ? sale.creator() : referrer);
            }
            case OPERATOR -> "operator";
        };
    }
}
