package io.paideia.terms;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final PlatformId A = PlatformId.next();
    private static final PlatformId B = PlatformId.next();
    private static final CreatorId CREATOR = CreatorId.next();
    private static final CreatorId REFERRER = CreatorId.next();
    private static final Scope ALLIANCE = new Scope(null, null, null, null, null);
    private static final Map<String, Integer> DEFAULT =
            Map.of(
                    "creator",
                    7000,
                    "home_platform",
                    2000,
                    "selling_platform",
                    500,
                    "operator",
                    500);

    @Test
    void splitsTheExampleOfTheDesign() {
        assertThat(parts(rule(ALLIANCE, DEFAULT), sale(B, null, 9900, null)))
                .containsExactly(
                        "creator 69.30 T+7", "A 19.80 T+7", "B 4.95 T+7", "operator 4.95 T+0");
    }

    @Test
    void givesPlatformThatSellsItsOwnProductOneShare() {
        assertThat(parts(rule(ALLIANCE, DEFAULT), sale(A, null, 9900, null)))
                .containsExactly("creator 69.30 T+7", "A 24.75 T+7", "operator 4.95 T+0");
    }

    @Test
    void givesReferrersShareToTheCreatorWhenNobodyReferred() {
        Rule rule = rule(ALLIANCE, Map.of("creator", 6000, "referrer", 1500, "operator", 2500));

        assertThat(parts(rule, sale(B, null, 1000, null)))
                .containsExactly("creator 7.50 T+7", "operator 2.50 T+0");
        assertThat(parts(rule, sale(B, REFERRER, 1000, null)))
                .containsExactly("creator 6.00 T+7", "referrer 1.50 T+7", "operator 2.50 T+0");
    }

    @Test
    void givesCreatorWhoReferredOneShare() {
        Rule rule = rule(ALLIANCE, Map.of("creator", 6000, "referrer", 1500, "operator", 2500));

        assertThat(parts(rule, sale(B, CREATOR, 1000, null)))
                .containsExactly("creator 7.50 T+7", "operator 2.50 T+0");
    }

    @Test
    void leavesOutWhoGetsNothing() {
        assertThat(parts(rule(ALLIANCE, DEFAULT), sale(B, null, 1, null)))
                .containsExactly("creator 0.01 T+7");
        assertThat(parts(rule(ALLIANCE, Map.of("operator", 10_000)), sale(B, null, 1, null)))
                .containsExactly("operator 0.01 T+0");
    }

    @Test
    void prefersTheProductsOwnShares() {
        assertThat(
                        parts(
                                rule(ALLIANCE, DEFAULT),
                                sale(B, null, 1000, Map.of("creator", 9900, "operator", 100))))
                .containsExactly("creator 9.90 T+7", "operator 0.10 T+0");
    }

    @Test
    void losesNothingWhateverTheAmount() {
        Rule rule = rule(ALLIANCE, DEFAULT);
        for (long minor = 1; minor < 2000; minor++) {
            Sale sale = sale(B, null, minor, null);
            assertThat(rule.split(sale).stream().map(Share::amount).reduce(Money::plus))
                    .hasValue(sale.amount());
        }
    }

    @Test
    void paysSharesOfSeveralRolesWithTheLaterCycle() {
        Map<Role, Integer> days = Role.byRole(Map.of("home_platform", 3, "selling_platform", 30));
        Rule rule = new Rule(id(1), ALLIANCE, 1, Role.byRole(DEFAULT), days, Instant.EPOCH);

        assertThat(parts(rule, sale(A, null, 9900, null))).contains("A 24.75 T+30");
    }

    @Test
    void choosesTheMostSpecificRuleThenTheLatest() {
        List<Rule> ascending =
                List.of(
                        rule(1, ALLIANCE, 0),
                        rule(2, ALLIANCE, 9),
                        rule(3, new Scope(null, null, "CNY", 1L, 10_000L), 0),
                        rule(4, new Scope(null, "course", null, null, null), 0),
                        rule(5, new Scope(null, "course", "CNY", 1L, null), 0),
                        rule(6, new Scope(A, null, null, null, null), 0),
                        rule(7, new Scope(A, null, "CNY", null, 9_900L), 0),
                        rule(8, new Scope(A, "course", null, null, null), 0),
                        rule(9, new Scope(A, "course", "CNY", 9_900L, 9_900L), 0),
                        rule(10, new Scope(A, "course", "CNY", 9_900L, 9_900L), 1));

        for (int n = 1; n <= ascending.size(); n++) {
            assertThat(Rule.choose(ascending.subList(0, n), sale(B, null, 9900, null)))
                    .hasValue(ascending.get(n - 1));
        }
    }

    @Test
    void ignoresRulesOfOthersAndOfTheFuture() {
        Rule base = rule(1, ALLIANCE, 0);
        List<Rule> rules =
                List.of(
                        base,
                        rule(2, new Scope(B, null, null, null, null), 0),
                        rule(3, new Scope(A, "ebook", null, null, null), 0),
                        rule(4, new Scope(A, null, "USD", 1L, null), 0),
                        rule(5, new Scope(A, null, "CNY", 9_901L, null), 0),
                        rule(6, new Scope(A, null, "CNY", null, 9_899L), 0),
                        new Rule(
                                id(7),
                                new Scope(A, null, null, null, null),
                                1,
                                Role.byRole(DEFAULT),
                                Map.of(),
                                NOON.plusNanos(1_000)));

        assertThat(Rule.choose(rules, sale(B, null, 9900, null))).hasValue(base);
    }

    @Test
    void namesWhatIsWrongWithShares() {
        Map<String, Integer> hole = new HashMap<>(DEFAULT);
        hole.put("creator", null);

        assertThat(Terms.fault(DEFAULT)).isEmpty();
        assertThat(Terms.fault(Map.of())).hasValue("must sum to 10000 basis points, not 0");
        assertThat(Terms.fault(Map.of("creator", 9_999))).isPresent();
        assertThat(Terms.fault(Map.of("creator", 10_001))).isPresent();
        assertThat(Terms.fault(Map.of("creator", 10_001, "operator", -1))).isPresent();
        assertThat(Terms.fault(Map.of("author", 10_000))).hasValue("has an unknown role: author");
        assertThat(Terms.fault(hole)).hasValue("creator must be from 0 to 10000");
    }

    private static Sale sale(
            PlatformId selling,
            @Nullable CreatorId referrer,
            long minor,
            @Nullable Map<String, Integer> shares) {
        return new Sale(
                A, selling, CREATOR, referrer, "course", Money.of("CNY", minor), shares, NOON);
    }

    private static Rule rule(Scope scope, Map<String, Integer> shares) {
        Map<Role, Integer> days =
                Role.byRole(
                        Map.of(
                                "creator", 7,
                                "home_platform", 7,
                                "selling_platform", 7,
                                "referrer", 7));
        return new Rule(id(1), scope, 1, Role.byRole(shares), days, Instant.EPOCH);
    }

    private static Rule rule(int n, Scope scope, int validFromSeconds) {
        return new Rule(
                id(n),
                scope,
                n,
                Role.byRole(DEFAULT),
                Map.of(),
                Instant.ofEpochSecond(validFromSeconds));
    }

    private static RuleId id(int n) {
        return new RuleId(new UUID(0x7000, n));
    }

    /** Shares as an accountant notes them. */
    private static List<String> parts(Rule rule, Sale sale) {
        Map<String, String> names =
                Map.of(
                        "creator:" + CREATOR, "creator",
                        "creator:" + REFERRER, "referrer",
                        "platform:" + A, "A",
                        "platform:" + B, "B");
        return rule.split(sale).stream()
                .map(
                        share ->
                                names.getOrDefault(share.party(), share.party())
                                        + " "
                                        + share.amount().toDecimal()
                                        + " T+"
                                        + share.cycleDays())
                .toList();
    }
}
