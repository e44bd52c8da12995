package io.paideia.routing;

import io.paideia.channels.Channels;
import io.paideia.http.Fields;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.identity.PlatformId;
import io.paideia.identity.Platforms;
import io.paideia.ids.TypeId;
import io.paideia.money.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/routing}: how platforms' payments are routed, which the operator sets, and why an
 * attempt went where it went, which its platform may ask.
 */
@RestController
final class RoutingEndpoint {

    private static final int MOST_CONTRACTS = 200;
    private static final int MOST_EXPLORATION = 5_000;
    private static final int MOST_WEIGHT = 1_000_000;

    private final Policies policies;
    private final Decisions decisions;
    private final Channels channels;
    private final Platforms platforms;

    RoutingEndpoint(
            Policies policies, Decisions decisions, Channels channels, Platforms platforms) {
        this.policies = policies;
        this.decisions = decisions;
        this.channels = channels;
        this.platforms = platforms;
    }

    /** A contract as it is given; what is left out is no fee, no bound, weight 1. */
    record ContractBody(
            @Nullable String channel,
            @Nullable String currency,
            @Nullable Integer feeBasisPoints,
            @Nullable Long feeFixed,
            @Nullable Long lowest,
            @Nullable Long highest,
            @Nullable Integer weight,
            @Nullable Integer position) {

        Policy.Contract contract(int place) {
            return new Policy.Contract(
                    Objects.requireNonNull(channel),
                    currency,
                    or(feeBasisPoints, 0),
                    feeFixed == null ? 0 : feeFixed,
                    lowest == null ? 0 : lowest,
                    highest,
                    or(weight, 1),
                    or(position, place));
        }

        private static int or(@Nullable Integer value, int otherwise) {
            return value == null ? otherwise : value;
        }
    }

    /** A policy as it is given. */
    record PolicyBody(
            @Nullable String strategy,
            @Nullable Integer explorationBasisPoints,
            @Nullable List<ContractBody> contracts) {}

    @GetMapping("/v1/routing/{platform}")
    @Needs("operator")
    Policy get(@PathVariable String platform) {
        return policies.of(known(platform));
    }

    @PutMapping("/v1/routing/{platform}")
    @Needs("operator")
    Policy put(@PathVariable String platform, @RequestBody PolicyBody body) {
        PlatformId id = known(platform);
        Policy policy = policy(body);
        policies.replace(id, policy);
        return policy;
    }

    @GetMapping("/v1/routing/decisions/{attempt}")
    @Needs("payments:write")
    Decisions.View decision(Caller caller, @PathVariable String attempt) {
        return decisions
                .ofAttempt(Parameter.of("attempt", attempt, text -> TypeId.parse("att", text)))
                .filter(found -> caller.sees(new PlatformId(found.platform())))
                .orElseThrow(() -> Problem.notFound("decision"));
    }

    private PlatformId known(String platform) {
        PlatformId id = PlatformId.parse(platform);
        if (platforms.find(id).isEmpty()) {
            throw Problem.notFound("platform");
        }
        return id;
    }

    private Policy policy(PolicyBody body) {
        Fields fields = new Fields().require("/strategy", body.strategy());
        Strategy strategy = strategy(body.strategy(), fields);
        int exploration = body.explorationBasisPoints() == null ? 0 : body.explorationBasisPoints();
        fields.check(
                "/exploration_basis_points",
                exploration >= 0 && exploration <= MOST_EXPLORATION,
                "must be 0 to " + MOST_EXPLORATION);
        List<ContractBody> contracts = body.contracts() == null ? List.of() : body.contracts();
        fields.check(
                "/contracts",
                contracts.size() <= MOST_CONTRACTS,
                "has more than " + MOST_CONTRACTS + " entries");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < contracts.size(); i++) {
            check(fields, "/contracts/" + i, contracts.get(i), seen);
        }
        fields.done();
        return new Policy(
                Objects.requireNonNull(strategy),
                exploration,
                java.util.stream.IntStream.range(0, contracts.size())
                        .mapToObj(i -> contracts.get(i).contract(i))
                        .toList());
    }

    private static @Nullable Strategy strategy(@Nullable String word, Fields fields) {
        try {
            return word == null ? null : Strategy.of(word);
        } catch (IllegalArgumentException unknown) {
            fields.check(
                    "/strategy",
                    false,
                    "must be success_per_fee, expected_value, weights or fixed");
            return null;
        }
    }

    private void check(Fields fields, String at, ContractBody contract, Set<String> seen) {
        String channel = contract.channel();
        String currency = contract.currency();
        fields.require(at + "/channel", channel)
                .check(
                        at + "/channel",
                        channel == null || channels.named(channel).isPresent(),
                        "is not configured")
                .check(
                        at + "/currency",
                        currency == null || Currency.find(currency).isPresent(),
                        "is not a currency")
                .check(
                        at,
                        channel == null || seen.add(channel + " " + currency),
                        "stands in the list twice")
                .check(
                        at + "/fee_basis_points",
                        within(contract.feeBasisPoints(), 10_000),
                        "must be 0 to 10000")
                .check(
                        at + "/weight",
                        within(contract.weight(), MOST_WEIGHT),
                        "must be 0 to " + MOST_WEIGHT);
        long lowest = contract.lowest() == null ? 0 : contract.lowest();
        fields.check(
                        at + "/fee_fixed",
                        contract.feeFixed() == null || contract.feeFixed() >= 0,
                        "must not be negative")
                .check(at + "/lowest", lowest >= 0, "must not be negative")
                .check(
                        at + "/highest",
                        contract.highest() == null || contract.highest() >= lowest,
                        "must not be below lowest");
    }

    private static boolean within(@Nullable Integer value, int most) {
        return value == null || (value >= 0 && value <= most);
    }
}
