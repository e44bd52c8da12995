package io.paideia.routing;

import io.paideia.money.Money;
import io.paideia.routing.Chooser.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.ToIntBiFunction;

/**
 * The same payments in the same drifting world for every way of choosing. What is counted is the
 * expected value of each choice, success rate × (amount − fee) with the true rate of that minute,
 * so that luck does not count; regret is what the best choice of each minute would have had more.
 * Learning sees what a server sees: whether a payment that it sent there went well.
 */
public final class RoutingSimulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofHours(6);
    private static final double MEDIAN_MINOR = 9_900;
    private static final double SPREAD = 1.1;

    private final int payments;
    private final int perMinute;
    private final long seed;

    /**
     * A world to be.
     *
     * @param perMinute payments in each minute
     */
    public RoutingSimulation(int payments, int perMinute, long seed) {
        this.payments = payments;
        this.perMinute = perMinute;
        this.seed = seed;
    }

    /**
     * What one way of choosing came to.
     *
     * @param valueMinor expected, of all payments
     * @param regretMinor what the best choices had more
     * @param success expected share of payments that go well
     * @param feeBasisPoints of what went well
     */
    public record Outcome(
            double valueMinor, double regretMinor, double success, double feeBasisPoints) {}

    /** One payment: what the world was, and what lots were drawn for it. */
    private record Payment(Instant at, Money amount, List<Double> rates, double lot) {}

    private interface Way {
        int choose(int number, Payment payment);

        void learn(Payment payment, int chosen, boolean well);
    }

    /** Plays all ways; the progress hears how many of how many are done, in percent. */
    public Map<String, Outcome> run(IntConsumer percent) {
        List<Payment> world = world();
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("round-robin", blind((number, payment) -> number % Drift.CHANNELS.size()));
        for (int i = 0; i < Drift.CHANNELS.size(); i++) {
            int always = i;
            ways.put("always " + Drift.CHANNELS.get(i).name(), blind((number, payment) -> always));
        }
        ways.put("expected_value, no exploring", learning(Strategy.EXPECTED_VALUE, 0));
        ways.put("expected_value", learning(Strategy.EXPECTED_VALUE, 0.02));
        ways.put("expected_value, exploring 10 %", learning(Strategy.EXPECTED_VALUE, 0.10));
        ways.put("success_per_fee", learning(Strategy.SUCCESS_PER_FEE, 0.02));
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        ways.forEach(
                (name, way) -> {
                    outcomes.put(name, play(world, way));
                    percent.accept(outcomes.size() * 100 / ways.size());
                });
        return outcomes;
    }

    private static Way blind(ToIntBiFunction<Integer, Payment> choice) {
        return new Way() {
            @Override
            public int choose(int number, Payment payment) {
                return choice.applyAsInt(number, payment);
            }

            @Override
            public void learn(Payment payment, int chosen, boolean well) {
                // It chooses by its rule, whatever comes of it.
            }
        };
    }

    private List<Payment> world() {
        Random random = new Random(seed);
        Drift drift = new Drift(random);
        List<Payment> world = new ArrayList<>(payments);
        for (int i = 0; i < payments; i++) {
            if (i % perMinute == 0) {
                drift.step();
            }
            long minor =
                    Math.max(
                            100,
                            Math.round(MEDIAN_MINOR * Math.exp(SPREAD * random.nextGaussian())));
            world.add(
                    new Payment(
                            START.plusSeconds(60L * i / perMinute),
                            Money.of("CNY", minor),
                            drift.rates(),
                            random.nextDouble()));
        }
        return world;
    }

    private static Outcome play(List<Payment> world, Way way) {
        double value = 0;
        double best = 0;
        double success = 0;
        double paid = 0;
        double fees = 0;
        for (int i = 0; i < world.size(); i++) {
            Payment payment = world.get(i);
            int chosen = way.choose(i, payment);
            double rate = payment.rates().get(chosen);
            double most = 0;
            for (int channel = 0; channel < payment.rates().size(); channel++) {
                most = Math.max(most, worth(payment, channel));
            }
            best += most;
            value += worth(payment, chosen);
            success += rate;
            paid += rate * payment.amount().minor();
            fees += rate * fee(payment.amount(), chosen);
            way.learn(payment, chosen, payment.lot() < rate);
        }
        return new Outcome(value, best - value, success / world.size(), fees / paid * 10_000);
    }

    /** The server's own chooser and its own estimates, on sums in memory. */
    private Way learning(Strategy strategy, double exploration) {
        Random random = new Random(seed + 1);
        Map<Rates.Key, Sums> sums = new HashMap<>();
        return new Way() {
            @Override
            public int choose(int number, Payment payment) {
                List<Option> options = new ArrayList<>();
                for (int i = 0; i < Drift.CHANNELS.size(); i++) {
                    options.add(option(i, payment));
                }
                String name =
                        Chooser.rank(strategy, exploration, options, random)
                                .candidates()
                                .getFirst()
                                .channel();
                return Drift.CHANNELS.stream().map(Drift.Kind::name).toList().indexOf(name);
            }

            @Override
            public void learn(Payment payment, int chosen, boolean well) {
                Sums one = new Sums(well ? 1 : 0, 1, payment.at());
                sums.merge(
                        key(chosen, Rates.band(payment.amount())),
                        one,
                        (old, add) -> old.faded(payment.at(), HALF_LIFE).plus(add));
            }

            private Option option(int channel, Payment payment) {
                Sums kin = Sums.none(payment.at());
                for (int band = 0; band <= 6; band++) {
                    kin = kin.plus(faded(channel, band, payment.at()));
                }
                Sums.Estimate estimate =
                        faded(channel, Rates.band(payment.amount()), payment.at()).estimate(kin);
                return new Option(
                        Drift.CHANNELS.get(channel).name(),
                        "card",
                        estimate.rate(),
                        estimate.tries(),
                        fee(payment.amount(), channel),
                        payment.amount().minor(),
                        1,
                        channel);
            }

            private Sums faded(int channel, int band, Instant now) {
                return sums.getOrDefault(key(channel, band), Sums.none(now)).faded(now, HALF_LIFE);
            }
        };
    }

    private static Rates.Key key(int channel, int band) {
        return new Rates.Key(Drift.CHANNELS.get(channel).name(), "card", "CNY", band);
    }

    private static double worth(Payment payment, int channel) {
        return payment.rates().get(channel)
                * (payment.amount().minor() - fee(payment.amount(), channel));
    }

    private static long fee(Money amount, int channel) {
        Drift.Kind kind = Drift.CHANNELS.get(channel);
        return new Policy.Contract(kind.name(), null, kind.feeBasisPoints(), 0, 0, null, 1, 0)
                .fee(amount);
    }
}
