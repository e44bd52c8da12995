package io.paideia.bench;

import io.paideia.channels.Channel;
import io.paideia.channels.Channels;
import io.paideia.money.Money;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an adapter adds to the HTTP call that it makes. */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        description = {
            "Starts and queries orders through each channel's adapter at the local sandbox, in"
                    + " turn",
            "with a bare HttpClient that sends requests of the same bytes, signed beforehand.",
            "The overhead is the difference of the medians: writing, signing, reading, verifying."
        })
final class AdapterBench implements Callable<Integer> {

    private static final List<AdapterCalls> CHANNELS =
            List.of(
                    new AdapterCalls("alipay", "alipay_qr", Money.of("CNY", 9900), null),
                    new AdapterCalls("wechat", "wechat_native", Money.of("CNY", 9900), null),
                    new AdapterCalls("unionpay", "unionpay_qr", Money.of("CNY", 9900), null),
                    new AdapterCalls(
                            "paypal", "paypal", Money.of("USD", 9900), "http://127.0.0.1:9/back"),
                    new AdapterCalls("stripe", "card", Money.of("USD", 9900), null),
                    new AdapterCalls("bank", "bank_transfer", Money.of("EUR", 9900), null));

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Of each kind, through the adapter and bare (${DEFAULT-VALUE}).")
    private int calls;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "1000",
            description = "So many of each before them, which do not count (${DEFAULT-VALUE}).")
    private int warmup;

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            split = ",",
            description = "Only these of alipay, wechat, unionpay, paypal, stripe and bank.")
    private List<String> only = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where what the sandbox keeps is put meanwhile (a temporary one).")
    private @Nullable Path folder;

    private final HttpClient bare =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
    private double largest;
    private long errors;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<String> known = CHANNELS.stream().map(AdapterCalls::channel).toList();
        if (!known.containsAll(only) || calls < 1 || warmup < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There are the channels " + known + ", and at least one call is made");
        }
        Logging.quiet();
        Folder kept = Folder.temporary(folder);
        // The server calls its adapters on virtual threads.
        try (AtEnd atEnd = AtEnd.close(kept);
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            System.out.print(Machine.describe("n/a", kept.path()));
            Providers providers = atEnd.first(Providers.start(kept.path()));
            Recorder recorder = atEnd.first(new Recorder(providers.base(), bare));
            Adapters direct = atEnd.first(adapters(providers, providers.base()));
            Adapters recorded = atEnd.first(adapters(providers, recorder.base()));
            System.out.printf(
                    Locale.ROOT,
                    "calls       %,d of each through the adapter and %,d bare, in turn, after"
                            + " %,d%n%n",
                    calls,
                    calls,
                    warmup);
            System.out.println(
                    "                  adapter p50      p99   bare p50      p99   overhead, ms");
            caller.submit(() -> measure(direct.channels(), recorded.channels(), recorder)).get();
        }
        System.out.printf(Locale.ROOT, "%nlargest     %.3f ms%n", largest / 1000);
        System.out.println("errors      " + errors);
        numbers.put("overhead_us", largest);
        System.out.println(Report.line("adapter", numbers, errors));
        return errors == 0 ? 0 : 1;
    }

    private static Adapters adapters(Providers providers, URI at) {
        Map<String, Object> settings = new HashMap<>();
        CHANNELS.forEach(one -> settings.putAll(providers.settings(one.channel(), at)));
        // A bank's statement is fetched for each query, and not only now and then.
        settings.put("paideia.channels.bank.poll", "0s");
        return new Adapters(settings);
    }

    /** Queries first, because a sandbox full of orders takes longer to look through them. */
    private void measure(Channels direct, Channels tapped, Recorder recorder) {
        List<AdapterCalls> asked =
                CHANNELS.stream()
                        .filter(one -> only.isEmpty() || only.contains(one.channel()))
                        .toList();
        for (AdapterCalls one : asked) {
            Channel channel = direct.require(one.channel());
            Channel tap = tapped.require(one.channel());
            // Passed on, so that what is fetched once is there before it is recorded.
            Check.that(one.query(tap).succeeds(tap));
            measure(one.channel() + " query", one.query(channel), channel, tap, recorder);
        }
        for (AdapterCalls one : asked) {
            measure(
                    one.channel() + " start",
                    one.start(),
                    direct.require(one.channel()),
                    tapped.require(one.channel()),
                    recorder);
        }
    }

    private void measure(
            String name,
            AdapterCalls.Call call,
            Channel direct,
            Channel tapped,
            Recorder recorder) {
        System.err.println("adapter: " + name);
        List<HttpRequest> signed = new ArrayList<>();
        for (int i = 0; i < warmup + calls; i++) {
            signed.add(recorder.keep(() -> Check.that(!call.succeeds(tapped))));
        }
        Histogram adapted = new Histogram(3);
        Histogram plain = new Histogram(3);
        for (int i = 0; i < warmup + calls; i++) {
            HttpRequest request = signed.get(i);
            Callable<Boolean> through = () -> call.succeeds(direct);
            Callable<Boolean> without =
                    () ->
                            bare.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode()
                                    < 300;
            // Who goes second finds the sandbox warmer; so they take turns in that too.
            if (i % 2 == 0) {
                time(through, adapted);
                time(without, plain);
            } else {
                time(without, plain);
                time(through, adapted);
            }
            if (i == warmup - 1) {
                adapted.reset();
                plain.reset();
            }
        }
        print(name, adapted, plain);
    }

    private void time(Callable<Boolean> call, Histogram nanos) {
        long begin = System.nanoTime();
        boolean succeeded;
        try {
            succeeded = call.call();
        } catch (Exception e) {
            System.err.println("adapter: " + e);
            succeeded = false;
        }
        nanos.recordValue(System.nanoTime() - begin);
        errors += succeeded ? 0 : 1;
    }

    private void print(String name, Histogram adapted, Histogram plain) {
        double overhead = micros(adapted, 50) - micros(plain, 50);
        largest = Math.max(largest, overhead);
        System.out.printf(
                Locale.ROOT,
                "%-18s %10.3f %8.3f %10.3f %8.3f %14.3f%n",
                name,
                micros(adapted, 50) / 1000,
                micros(adapted, 99) / 1000,
                micros(plain, 50) / 1000,
                micros(plain, 99) / 1000,
                overhead / 1000);
        String key = name.replace(' ', '_');
        numbers.put(key + "_p50_us", micros(adapted, 50));
        numbers.put(key + "_p99_us", micros(adapted, 99));
        numbers.put(key + "_bare_p50_us", micros(plain, 50));
        numbers.put(key + "_bare_p99_us", micros(plain, 99));
        numbers.put(key + "_overhead_us", overhead);
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1000.0;
    }
}
