package io.paideia.trials.torture;

import io.paideia.bench.ChildJvm;
import io.paideia.bench.Cluster;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Worker} as its parent sees it: a process with a proxy of its own before the database,
 * fed by one thread and heard by another. What is sent stands in the docket before, what is
 * answered stands there at once. Thread-safe.
 */
final class WorkerProcess implements AutoCloseable {

    /** How many calls are on their way at once, like so many callers that wait. */
    private static final int CALLERS = 150;

    private static final long START_SECONDS = 90;
    private static final long END_SECONDS = 20;

    /** How a worker is started. */
    record Terms(Cluster cluster, Path folder, Duration patience, List<String> options) {}

    private final String name;
    private final Proxy proxy;
    private final Docket docket;
    private final Mix mix;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter calls;
    private final List<Thread> threads = new ArrayList<>();
    private long left;
    private boolean ended;
    private int onTheWay;

    private WorkerProcess(String name, Proxy proxy, Docket docket, Mix mix, Process process) {
        this.name = name;
        this.proxy = proxy;
        this.docket = docket;
        this.mix = mix;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.calls = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Returns once it is ready; it is not fed yet. */
    static WorkerProcess start(String name, Terms terms, Docket docket, Mix mix)
            throws IOException {
        Proxy proxy = Proxy.start(terms.cluster().port());
        List<String> arguments = new ArrayList<>(List.of("torture-worker"));
        arguments.addAll(List.of("--patience-ms", "" + terms.patience().toMillis()));
        arguments.addAll(terms.options());
        List<String> java =
                List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
        Process process =
                new ProcessBuilder(
                                ChildJvm.command(java, io.paideia.trials.Trials.class, arguments))
                        .redirectError(
                                ProcessBuilder.Redirect.appendTo(
                                        terms.folder().resolve(name + ".log").toFile()))
                        .start();
        WorkerProcess worker = new WorkerProcess(name, proxy, docket, mix, process);
        try {
            worker.begin(terms.cluster());
            return worker;
        } catch (IOException | RuntimeException e) {
            worker.close();
            throw e;
        }
    }

    private void begin(Cluster cluster) throws IOException {
        calls.write(
                "postgres://%s:%s@127.0.0.1:%d/postgres?sslmode=disable%n"
                        .formatted(cluster.user(), cluster.password(), proxy.port()));
        calls.flush();
        // Who is ended says nothing more, so the line below does not wait for ever.
        CompletableFuture<Void> deadline =
                CompletableFuture.runAsync(
                        process::destroyForcibly,
                        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS));
        String first = answers.readLine();
        deadline.cancel(false);
        if (!Worker.READY.equals(first)) {
            throw new IllegalStateException(name + " did not start; see its log: " + first);
        }
        threads.add(Thread.ofPlatform().daemon().name(name + "-calls").start(this::feed));
        threads.add(Thread.ofPlatform().daemon().name(name + "-answers").start(this::hear));
    }

    String name() {
        return name;
    }

    Proxy proxy() {
        return proxy;
    }

    synchronized boolean alive() {
        return !ended;
    }

    /** Sends calls from now on, as many at once as there are callers. */
    void load() {
        load(Long.MAX_VALUE);
    }

    /** As {@link #load()}, but no more than this many calls. */
    synchronized void load(long calls) {
        left = calls;
        notifyAll();
    }

    /** Sends no more; what is on its way is still answered. */
    synchronized void rest() {
        left = 0;
    }

    private void feed() {
        try {
            while (mayCall()) {
                Call call = mix.next(name);
                send(call);
            }
        } catch (IOException endedMeanwhile) {
            // Whoever hears it ends it; the call stands in the docket.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean mayCall() throws InterruptedException {
        while (!ended && (left == 0 || onTheWay >= CALLERS)) {
            wait();
        }
        left--;
        onTheWay++;
        return !ended;
    }

    /** Hands in again what is in doubt; its answer says what became of it. */
    void replay(Call call) {
        docket.replay(name, call);
        synchronized (this) {
            onTheWay++;
        }
        try {
            send(call);
        } catch (IOException endedMeanwhile) {
            throw new UncheckedIOException(name + " ended during the replay", endedMeanwhile);
        }
    }

    private void send(Call call) throws IOException {
        synchronized (calls) {
            calls.write(call.line());
            calls.write('\n');
            calls.flush();
        }
    }

    private void hear() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                heard(line);
            }
        } catch (IOException endedMeanwhile) {
            process.destroyForcibly();
        } finally {
            docket.died(name);
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private void heard(String line) {
        Docket.@Nullable Answer answer = docket.answered(line);
        synchronized (this) {
            onTheWay--;
            notifyAll();
        }
        if (answer != null) {
            mix.learn(answer);
        }
    }

    /** SIGKILL; the docket knows afterwards what is in doubt. */
    void kill() {
        Signal.KILL.to(process.pid());
    }

    /** Waits until everything is heard that a dying process said. */
    void awaitEnd() throws InterruptedException {
        process.waitFor();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** SIGSTOP: it keeps its connections and its locks, and does nothing. */
    void stop() {
        Signal.STOP.to(process.pid());
    }

    void resume() {
        Signal.CONT.to(process.pid());
    }

    /** Lets it end by itself, and makes sure that it has. */
    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                resume();
                process.getOutputStream().close();
            }
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            proxy.close();
        }
    }
}
