package io.paideia.bench;

import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox alone, in a JVM of its own. */
final class Providers implements AutoCloseable {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:9/notify");

    private final Serving serving;
    private final URI base;
    private final Map<String, Map<String, String>> credentials;

    private Providers(Serving serving) {
        this.serving = serving;
        String[] told = serving.told().split(" ", 2);
        this.base = URI.create(told[0]);
        this.credentials = JsonMapper.shared().readValue(told[1], new TypeReference<>() {});
    }

    /** Returns once it serves, on a free port. */
    static Providers start(Path folder) throws IOException {
        return new Providers(
                Serving.start(
                        List.of("--enable-native-access=ALL-UNNAMED"),
                        List.of("providers", folder.toString())));
    }

    URI base() {
        return base;
    }

    /** How the channel of this name is to be configured, if it stood at this address instead. */
    Map<String, String> settings(String channel, URI at) {
        Map<String, String> given = credentials.get(channel);
        if (given == null) {
            throw new IllegalArgumentException(
                    "There is no " + channel + "; there are " + credentials.keySet());
        }
        return given.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                entry -> "paideia.channels." + channel + "." + entry.getKey(),
                                entry -> entry.getValue().replace(base.toString(), at.toString())));
    }

    @Override
    public void close() throws IOException {
        serving.close();
    }

    /** What the child runs. */
    @Command(name = "providers", hidden = true, description = "Serves until standard input ends.")
    static final class Child implements Callable<Integer> {

        @Parameters(paramLabel = "FOLDER")
        private Path folder = Path.of("data");

        @Override
        public Integer call() throws IOException {
            Logging.quiet();
            try (Sandbox sandbox = Sandbox.start(folder, 0)) {
                Map<String, Map<String, String>> credentials = new TreeMap<>();
                for (String channel : sandbox.channels()) {
                    credentials.put(channel, sandbox.credentials(channel, NOWHERE));
                }
                Serving.until(
                        sandbox.baseUri()
                                + " "
                                + JsonMapper.shared().writeValueAsString(credentials));
                return 0;
            }
        }
    }
}
