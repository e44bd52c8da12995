package io.paideia.trials.simulation;

import io.paideia.lane.LaneSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: two servers on one store, a crowd of callers, a clock, and the order in which they come.
 * Everything happens in the caller's thread. While one server stands at a seam, the others go on.
 */
final class World {

    private static final int SERVERS = 2;
    private static final int LONGEST_REST = 20_000;

    final Tally tally = new Tally();
    final Weather weather;
    final Flaw flaw;
    final Store store;
    private final Crowd crowd;
    private final Caretakers caretakers;
    private final LaneSettings settings;
    private final List<Server> servers = new ArrayList<>();
    private final @Nullable Trace trace;
    private long now;
    private long awayUntil;
    private int lives;
    private @Nullable String violated;

    World(long seed, Flaw flaw, @Nullable Trace trace) {
        this.weather = new Weather(seed, tally);
        this.flaw = flaw;
        this.trace = trace;
        this.store = new Store(this);
        this.crowd = new Crowd(this);
        this.caretakers = new Caretakers(this, crowd);
        this.settings =
                new LaneSettings(
                        weather.between(2, 12),
                        weather.between(1, 8),
                        Duration.ofMillis(weather.between(50, 2_000)));
        for (int i = 0; i < SERVERS; i++) {
            servers.add(newServer());
        }
    }

    /**
     * Runs with faults for a while, then without until everything is answered, then is judged.
     *
     * @throws Violation if some property does not hold
     */
    void run() {
        for (int turns = weather.between(40, 200); turns > 0; turns--) {
            act();
            check();
        }
        trace("calm");
        weather.calm();
        for (int turns = LONGEST_REST; !resting(); turns--) {
            if (turns == 0) {
                throw new Violation("Everything is answered in the end: " + crowd.unfinished());
            }
            act();
            check();
        }
        new Judge(store, crowd.submissions()).judge();
    }

    long now() {
        return now;
    }

    long patienceNanos() {
        return settings.patience().toNanos();
    }

    /** A moment later, so that no two transactions have the same time. */
    long tick() {
        now += 1_000;
        return now;
    }

    /** Whether the database cannot be reached. */
    boolean away() {
        return now < awayUntil && !weather.isCalm();
    }

    /** A place where others may go on before this server does, or where it may die. */
    void seam(Server server, Fault crash) {
        if (weather.oneIn(3)) {
            for (int turns = weather.between(1, 3); turns > 0; turns--) {
                act();
            }
        }
        if (weather.strikes(Fault.STALL)) {
            trace(server, "stands still");
            now += weather.millis(1, 3_000);
        }
        if (server.alive() && weather.strikes(crash)) {
            trace(crash);
            kill(server);
        }
        if (!server.alive()) {
            throw new Crash();
        }
    }

    void kill(Server server) {
        trace(server, "is killed");
        server.die().forEach(crowd::loses);
    }

    /** A server that takes commands, or would. */
    Server anyServer() {
        return servers.get(weather.below(SERVERS));
    }

    /** Notes a step, if steps are wanted; costs next to nothing if not. */
    void trace(@Nullable Object... words) {
        Trace steps = trace;
        if (steps != null) {
            StringBuilder line = new StringBuilder().append(now / 1_000).append(" us ");
            for (Object word : words) {
                line.append(' ').append(word);
            }
            steps.add(line.toString());
        }
    }

    /** Notes what the database throws at a server. */
    SQLException failing(Server server, SQLException failure) {
        trace(server, "gets", failure.getSQLState(), failure.getMessage());
        return failure;
    }

    /** Remembers the first violation; it may come from a place where throwing has no effect. */
    void violated(String property) {
        if (violated == null) {
            violated = property;
            trace("here a property breaks");
        }
    }

    private void check() {
        String property = violated;
        if (property != null) {
            throw new Violation(property);
        }
    }

    private void act() {
        switch (weather.below(10)) {
            case 0, 1, 2 -> crowd.act();
            case 3 -> {
                now += weather.millis(0, 20);
                caretakers.sweep();
                caretakers.carryOn();
            }
            case 4 -> mishap(weather.below(SERVERS));
            default -> step();
        }
    }

    private void step() {
        int first = weather.below(SERVERS);
        for (int i = 0; i < SERVERS; i++) {
            Server server = servers.get((first + i) % SERVERS);
            Desk desk = ready(server);
            if (desk != null) {
                server.step(desk);
                return;
            }
        }
        long next = crowd.wakes();
        for (Server server : servers) {
            next = Math.min(next, server.wakes());
        }
        if (next != Long.MAX_VALUE) {
            now = Math.max(now, next);
        }
    }

    private @Nullable Desk ready(Server server) {
        int first = weather.below(server.desks().size());
        for (int i = 0; i < server.desks().size(); i++) {
            Desk desk = server.desks().get((first + i) % server.desks().size());
            if (server.alive()
                    && desk.ready()
                    && (store.free(desk.book()) || weather.strikes(Fault.LOCK_TIMEOUT))) {
                return desk;
            }
        }
        return null;
    }

    private void mishap(int place) {
        Server server = servers.get(place);
        if (!server.alive()) {
            if (weather.isCalm() || weather.oneIn(3)) {
                servers.set(place, newServer());
                trace(servers.get(place), "starts");
            }
        } else if (weather.strikes(Fault.CRASH_IDLE)) {
            kill(server);
        } else if (!server.closing() && weather.strikes(Fault.SHUTDOWN)) {
            trace(server, "shuts down");
            server.close();
        } else if (weather.strikes(Fault.OUTAGE)) {
            awayUntil = now + weather.millis(10, 3_000);
            trace("the database is away until", awayUntil / 1_000);
        } else if (weather.strikes(Fault.DATABASE_CRASH)) {
            trace("the database is killed and starts again");
            servers.forEach(Server::loseConnections);
            store.crash();
        } else if (weather.oneIn(3)) {
            Store.BOOKS.forEach(store::settle);
        }
    }

    private boolean resting() {
        return crowd.unfinished().isEmpty()
                && Store.BOOKS.stream().allMatch(store::free)
                && Store.BOOKS.stream().noneMatch(store::isDue)
                && store.ledger.underWay().isEmpty()
                && servers.stream().allMatch(Server::idle);
    }

    private Server newServer() {
        lives++;
        return new Server(this, "server " + lives, settings);
    }
}
