package io.paideia.trials.torture;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the moment that makes something an injury, or for what must come of one. What does not
 * come in time is told by an {@link IllegalStateException}. For one thread.
 */
final class Lookout {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Site site;
    private final Docket docket;

    Lookout(Site site, Docket docket) {
        this.site = site;
        this.docket = docket;
    }

    /** Something that was inflicted at this moment. */
    Surgeon.Wound now() {
        return new Surgeon.Wound(docket.next(), System.nanoTime());
    }

    /** Sets a trap and waits until somebody is in it. */
    Surgeon.Wound spring(
            WorkerProcess victim, Proxy.Moment moment, Function<Link, Proxy.Fate> action)
            throws InterruptedException {
        AtomicReference<Surgeon.@Nullable Wound> wound = new AtomicReference<>();
        Proxy.Trap trap =
                victim.proxy()
                        .set(
                                moment,
                                link -> {
                                    wound.set(now());
                                    return action.apply(link);
                                });
        Surgeon.Wound made = trap.await(PATIENCE.toSeconds()) ? wound.get() : null;
        if (made == null) {
            throw new IllegalStateException("No " + moment + " of " + victim.name() + " was seen");
        }
        return made;
    }

    Sessions.Session holder(WorkerProcess worker) throws InterruptedException {
        return site
                .await(
                        Sessions.Question.of(worker.proxy()),
                        found -> found.stream().anyMatch(Sessions.Session::holds),
                        worker.name() + " does not take the book")
                .stream()
                .filter(Sessions.Session::holds)
                .findFirst()
                .orElseThrow();
    }

    Sessions.Session awaitWaiting(WorkerProcess worker) throws InterruptedException {
        return site
                .await(
                        Sessions.Question.of(worker.proxy()),
                        found -> found.stream().anyMatch(session -> !session.holds()),
                        worker.name() + " does not wait for the book")
                .stream()
                .filter(session -> !session.holds())
                .findFirst()
                .orElseThrow();
    }

    void awaitAnswer(WorkerProcess worker, long mark) throws InterruptedException {
        if (!docket.await(() -> docket.answeredSince(worker.name(), mark), PATIENCE)) {
            throw new IllegalStateException(worker.name() + " does not go on");
        }
    }

    /** Waits until some caller is told that nobody knows. */
    void awaitDoubt(String otherwise) throws InterruptedException {
        if (!docket.await(() -> !docket.doubtful().isEmpty(), PATIENCE)) {
            throw new IllegalStateException(otherwise);
        }
    }
}
