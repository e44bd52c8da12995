package io.paideia.routing;

import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.money.Money;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How often each way went well lately. What is older counts less: half as much after each
 * half-life. Reading is from memory, which is renewed after a second. Thread-safe.
 */
@Component
class Rates {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int LARGEST = 6;

    /**
     * What has faded to nothing is nothing: PostgreSQL refuses a product too small for a float8.
     */
    private static final String LEARN =
            """
            INSERT INTO routing.rate AS r (channel, method, currency, band, successes, tries, at)
            SELECT u.channel, u.method, u.currency, u.band, u.successes, u.tries, ?
              FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])
                   AS u(channel, method, currency, band, successes, tries)
            ON CONFLICT (channel, method, currency, band) DO UPDATE
               SET successes = EXCLUDED.successes
                             + CASE WHEN r.at < EXCLUDED.at - make_interval(secs => 40 * ?::bigint) OR r.successes < 1e-6 THEN 0
                                    ELSE r.successes * power(0.5::float8, greatest(0, extract(epoch FROM EXCLUDED.at - r.at))::float8 / ?::bigint) END,
                   tries = EXCLUDED.tries
                         + CASE WHEN r.at < EXCLUDED.at - make_interval(secs => 40 * ?::bigint) OR r.tries < 1e-6 THEN 0
                                ELSE r.tries * power(0.5::float8, greatest(0, extract(epoch FROM EXCLUDED.at - r.at))::float8 / ?::bigint) END,
                   at = greatest(r.at, EXCLUDED.at)
            """;

    private final JdbcClient sql;
    private final RoutingSettings settings;
    private final Clock clock;
    private volatile Known known = new Known(Instant.MIN, Map.of());

    Rates(JdbcClient sql, RoutingSettings settings, Clock clock) {
        this.sql = sql;
        this.settings = settings;
        this.clock = clock;
    }

    /** One way for one size of payment. */
    record Key(String channel, String method, String currency, int band) {}

    private record Known(Instant readAt, Map<Key, Sums> sums) {}

    /** The number of digits before the point: 0.99 is 0, 9.90 is 1, 99.00 is 2, up to 6. */
    static int band(Money amount) {
        long whole = amount.minor();
        for (int i = 0; i < amount.currency().exponent(); i++) {
            whole /= 10;
        }
        return whole == 0 ? 0 : Math.min(LARGEST, Long.toString(whole).length());
    }

    Sums.Estimate of(String channel, String method, Money amount) {
        Instant now = clock.instant();
        Map<Key, Sums> sums = current(now);
        String currency = amount.currency().code();
        Sums kin = Sums.none(now);
        for (int band = 0; band <= LARGEST; band++) {
            Sums one = sums.get(new Key(channel, method, currency, band));
            kin = one == null ? kin : kin.plus(one.faded(now, settings.halfLife()));
        }
        Sums own = sums.get(new Key(channel, method, currency, band(amount)));
        return (own == null ? Sums.none(now) : own.faded(now, settings.halfLife())).estimate(kin);
    }

    /** Takes in how attempts ended, in the batch that ends them. */
    void learn(List<Ended> ended, Batch batch) throws SQLException {
        Map<Key, long[]> sums = new TreeMap<>(java.util.Comparator.comparing(Key::toString));
        for (Ended one : ended) {
            Key key =
                    new Key(
                            one.channel(),
                            one.method(),
                            one.amount().currency().code(),
                            band(one.amount()));
            long[] sum = sums.computeIfAbsent(key, none -> new long[2]);
            sum[0] += one.result() == Ended.Result.PAID ? 1 : 0;
            sum[1]++;
        }
        if (sums.isEmpty()) {
            return;
        }
        List<Map.Entry<Key, long[]>> rows = List.copyOf(sums.entrySet());
        long halfLife = settings.halfLife().toSeconds();
        try (PreparedStatement learn = batch.connection().prepareStatement(LEARN)) {
            Arguments.of(learn)
                    .time(batch.at())
                    .texts(rows, row -> row.getKey().channel())
                    .texts(rows, row -> row.getKey().method())
                    .texts(rows, row -> row.getKey().currency())
                    .integers(rows, row -> row.getKey().band())
                    .longs(rows, row -> row.getValue()[0])
                    .longs(rows, row -> row.getValue()[1])
                    .number(halfLife)
                    .number(halfLife)
                    .number(halfLife)
                    .number(halfLife);
            learn.executeUpdate();
        }
    }

    private Map<Key, Sums> current(Instant now) {
        Known last = known;
        if (last.readAt().plus(FRESH).isAfter(now)) {
            return last.sums();
        }
        Map<Key, Sums> read = new HashMap<>();
        sql.sql("SELECT channel, method, currency, band, successes, tries, at FROM routing.rate")
                .query(
                        row -> {
                            read.put(
                                    new Key(
                                            row.getString(1),
                                            row.getString(2),
                                            row.getString(3),
                                            row.getInt(4)),
                                    new Sums(
                                            row.getDouble(5),
                                            row.getDouble(6),
                                            row.getObject(7, OffsetDateTime.class).toInstant()));
                        });
        known = new Known(now, Map.copyOf(read));
        return read;
    }
}
