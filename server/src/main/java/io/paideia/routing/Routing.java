package io.paideia.routing;

import io.paideia.channels.Captures;
import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.channels.Charge;
import io.paideia.http.Problem;
import io.paideia.lane.Batch;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Chooses channels, and hears how that went. Thread-safe; no network. */
@Component
@EnableConfigurationProperties(RoutingSettings.class)
public class Routing {

    private final Channels channels;
    private final Policies policies;
    private final Rates rates;
    private final Health health;
    private final Decisions decisions;
    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    Routing(
            Channels channels,
            Policies policies,
            Rates rates,
            Health health,
            Decisions decisions,
            Clock clock) {
        this.channels = channels;
        this.policies = policies;
        this.rates = rates;
        this.health = health;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * Decides; at least one candidate is eligible.
     *
     * @throws Problem {@code method_unavailable} or {@code currency_unsupported} if nobody could
     *     ever take it, {@code amount_unsupported} if the contracts forbid it, {@code
     *     capture_unsupported} if money shall be held first, and the retryable {@code
     *     channel_unavailable} if those who could do not answer at the moment
     */
    public Decision decide(Question question) {
        Policy policy = policies.of(question.platform());
        List<Chooser.Option> options = new ArrayList<>();
        List<Candidate> impossible = new ArrayList<>();
        for (String method : methods(question)) {
            for (Channel channel : channels.offering(method)) {
                consider(question, policy, method, channel, options, impossible);
            }
        }
        if (options.isEmpty()) {
            throw refusal(question, impossible);
        }
        Chooser.Ranking ranking;
        synchronized (random) {
            ranking =
                    Chooser.rank(
                            policy.strategy(),
                            policy.explorationBasisPoints() / 10_000.0,
                            options,
                            random);
        }
        List<Candidate> all = new ArrayList<>(ranking.candidates());
        all.addAll(impossible);
        return new Decision(
                clock.instant(), question, policy.strategy(), ranking.explored(), List.copyOf(all));
    }

    /**
     * Whether this very call may be made now; its end must then be told by one of the three below.
     */
    public boolean permits(String channel) {
        return health.permits(channel);
    }

    /** The call was not made after all. */
    public void released(String channel) {
        health.released(channel);
    }

    /** The channel answered, whatever it said. */
    public void answered(String channel, Duration after) {
        health.answered(channel, after);
    }

    /** The channel did not answer, or could not be reached. */
    public void silent(String channel, Duration after) {
        health.silent(channel, after);
    }

    /** Keeps decisions with their reasons, in the batch that begins the attempts. */
    public void keep(List<Chosen> chosen, Batch batch) throws SQLException {
        decisions.insert(chosen, batch);
    }

    /** Learns from how attempts ended, in the batch that ends them. */
    public void learn(List<Ended> ended, Batch batch) throws SQLException {
        rates.learn(ended, batch);
    }

    private static List<String> methods(Question question) {
        return question.method().equals("auto")
                ? Devices.methods(question.payer())
                : List.of(question.method());
    }

    private void consider(
            Question question,
            Policy policy,
            String method,
            Channel channel,
            List<Chooser.Option> options,
            List<Candidate> impossible) {
        Optional<Policy.Contract> terms = policies.terms(policy, channel, question.amount());
        Optional<String> obstacle = obstacle(question, channel, terms);
        if (obstacle.isPresent() || terms.isEmpty()) {
            impossible.add(
                    new Candidate(channel.name(), method, 0, 0, 0, 0, obstacle.orElse("none")));
            return;
        }
        Sums.Estimate estimate = rates.of(channel.name(), method, question.amount());
        options.add(
                new Chooser.Option(
                        channel.name(),
                        method,
                        estimate.rate(),
                        estimate.tries(),
                        terms.get().fee(question.amount()),
                        question.amount().minor(),
                        terms.get().weight(),
                        terms.get().position()));
    }

    private Optional<String> obstacle(
            Question question, Channel channel, Optional<Policy.Contract> terms) {
        long amount = question.amount().minor();
        if (!channel.takes(question.amount().currency())) {
            return Optional.of("currency");
        }
        if (question.taking() == Charge.Taking.ON_CAPTURE && !(channel instanceof Captures)) {
            return Optional.of("capture");
        }
        if (terms.isEmpty()) {
            return Optional.of("no contract");
        }
        Long highest = terms.get().highest();
        if (amount < terms.get().lowest() || (highest != null && amount > highest)) {
            return Optional.of("amount");
        }
        return health.answers(channel.name()) ? Optional.empty() : Optional.of("does not answer");
    }

    private static Problem refusal(Question question, List<Candidate> impossible) {
        List<String> obstacles =
                impossible.stream()
                        .map(Candidate::obstacle)
                        .distinct()
                        .map(String::valueOf)
                        .toList();
        if (obstacles.contains("does not answer")) {
            return Problem.retryable(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "channel_unavailable",
                    "The channels that could collect this do not answer at the moment");
        }
        if (obstacles.contains("amount")) {
            return Problem.unprocessable(
                    "amount_unsupported",
                    "No channel's contract covers an amount of " + question.amount());
        }
        if (obstacles.contains("currency")) {
            return Problem.unprocessable(
                    "currency_unsupported",
                    "No channel that offers %s takes %s"
                            .formatted(question.method(), question.amount().currency()));
        }
        if (obstacles.contains("capture")) {
            return Problem.unprocessable(
                    "capture_unsupported",
                    "No channel that offers %s can hold money first".formatted(question.method()));
        }
        return Problem.unprocessable(
                "method_unavailable", "No channel offers " + question.method());
    }
}
