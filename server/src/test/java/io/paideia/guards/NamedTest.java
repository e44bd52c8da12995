package io.paideia.guards;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A test of this module, run by its name on the code that a class loader gives. */
final class NamedTest {

    private static final Pattern NAME = Pattern.compile("(\\w+)#(\\w+)(?:\\[(\\d+)])?");
    private static final List<String> PACKAGES = List.of("lane", "ledger", "database", "guards");

    private static final Launcher LAUNCHER = LauncherFactory.create();

    private final Class<?> type;
    private final Method method;
    private final int iteration;

    private NamedTest(Class<?> type, Method method, int iteration) {
        this.type = type;
        this.method = method;
        this.iteration = iteration;
    }

    /**
     * Finds a test.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static NamedTest of(String name, ClassLoader loader) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not the name of a test: " + name);
        }
        Class<?> type =
                PACKAGES.stream()
                        .flatMap(part -> load("io.paideia." + part + "." + parts.group(1), loader))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("No class for " + name));
        Method method =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(found -> found.getName().equals(parts.group(2)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("No method for " + name));
        return new NamedTest(
                type, method, parts.group(3) == null ? -1 : Integer.parseInt(parts.group(3)));
    }

    private static Stream<Class<?>> load(String name, ClassLoader loader) {
        try {
            return Stream.of(loader.loadClass(name));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }

    /** What came of a run: what failed, or that nothing did; and whether it ended at all. */
    record Result(int tests, List<Throwable> failures, boolean ended) {}

    /** Runs it, and waits for its end for so long. */
    Result run(Duration longest) {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<String> tests = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("named-test")
                .start(
                        () -> {
                            try {
                                LAUNCHER.execute(request(), listener(tests, failures));
                                end.complete(true);
                            } catch (RuntimeException | Error e) {
                                end.completeExceptionally(e);
                            }
                        });
        try {
            end.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(tests.size(), List.copyOf(failures), true);
        } catch (TimeoutException e) {
            return new Result(tests.size(), List.copyOf(failures), false);
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private LauncherDiscoveryRequest request() {
        MethodSelector selector = selectMethod(type, method);
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(iteration < 0 ? selector : selectIteration(selector, iteration))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
    }

    private static TestExecutionListener listener(List<String> tests, List<Throwable> failures) {
        return new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    tests.add(test.getDisplayName());
                }
                result.getThrowable().ifPresent(failures::add);
            }
        };
    }
}
