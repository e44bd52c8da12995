package io.paideia.terms;

import static java.util.Objects.requireNonNull;

import io.paideia.http.Fields;
import io.paideia.identity.PlatformId;
import io.paideia.money.Currency;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body that makes the next version of a rule.
 *
 * @param shares basis points by role
 * @param cycleDays by role; a role that is not named has the default's cycle
 */
record NewRule(
        @Nullable PlatformId platform,
        @Nullable String kind,
        @Nullable String currency,
        @Nullable Long minAmount,
        @Nullable Long maxAmount,
        @Nullable Map<String, Integer> shares,
        @Nullable Map<String, Integer> cycleDays,
        @Nullable Instant validFrom) {

    private static final Pattern KIND = Pattern.compile("[a-z_]{1,40}");
    private static final int LONGEST_CYCLE = 365;
    private static final int DEFAULT_CYCLE = 7;

    /** Refuses what cannot be a rule. */
    void check() {
        boolean band = minAmount != null || maxAmount != null;
        Fields fields =
                new Fields()
                        .check(
                                "/kind",
                                kind == null || KIND.matcher(kind).matches(),
                                "must be one lower-case word")
                        .check(
                                "/currency",
                                currency == null
                                        ? !band
                                        : band && Currency.find(currency).isPresent(),
                                "must stand with min_amount or max_amount and be known")
                        .check("/min_amount", positive(minAmount), "must be positive")
                        .check(
                                "/max_amount",
                                positive(maxAmount)
                                        && (minAmount == null
                                                || maxAmount == null
                                                || minAmount <= maxAmount),
                                "must be positive and not under min_amount")
                        .require("/shares", shares);
        if (shares != null) {
            Role.fault(shares).ifPresent(fault -> fields.check("/shares", false, fault));
        }
        fields.check("/cycle_days", cycles(), "must be by role, from 0 to " + LONGEST_CYCLE).done();
    }

    /** The command; only after {@link #check}. */
    AddRule.Command command(RuleId id) {
        Map<Role, Integer> days = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            int otherwise = role == Role.OPERATOR ? 0 : DEFAULT_CYCLE;
            days.put(
                    role,
                    cycleDays == null ? otherwise : cycleDays.getOrDefault(role.word(), otherwise));
        }
        return new AddRule.Command(
                id,
                new Scope(platform, kind, currency, minAmount, maxAmount),
                Role.byRole(requireNonNull(shares)),
                days,
                validFrom == null ? null : validFrom.truncatedTo(ChronoUnit.MICROS));
    }

    private boolean cycles() {
        return cycleDays == null
                || cycleDays.entrySet().stream()
                        .allMatch(
                                cycle ->
                                        Role.find(cycle.getKey()).isPresent()
                                                && cycle.getValue() != null
                                                && cycle.getValue() >= 0
                                                && cycle.getValue() <= LONGEST_CYCLE);
    }

    private static boolean positive(@Nullable Long amount) {
        return amount == null || amount > 0;
    }
}
