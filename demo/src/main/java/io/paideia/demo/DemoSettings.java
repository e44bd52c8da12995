package io.paideia.demo;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the demo listens and keeps its data. Immutable.
 *
 * @param port the server's, on loopback; 0 for any free one
 * @param sandboxPort the sandbox's, likewise
 * @param dataFolder belongs to one running demo at a time; made if it is missing
 */
public record DemoSettings(int port, int sandboxPort, Path dataFolder) {

    private static final int HIGHEST_PORT = 65_535;

    public DemoSettings {
        dataFolder = dataFolder.toAbsolutePath().normalize();
    }

    /** On free ports, so that several can run beside each other. */
    public static DemoSettings onFreePorts(Path dataFolder) {
        return new DemoSettings(0, 0, dataFolder);
    }

    /**
     * As the environment says, 8080, 8090 and {@code ./data} without.
     *
     * @throws IllegalArgumentException with a sentence for the user, if a port is none
     */
    static DemoSettings of(Map<String, String> environment) {
        return new DemoSettings(
                port(environment, "PAIDEIA_PORT", 8080),
                port(environment, "PAIDEIA_SANDBOX_PORT", 8090),
                Path.of(environment.getOrDefault("PAIDEIA_DATA", "data")));
    }

    /** Where the server and the demo write what happens. */
    static Path log(Path dataFolder) {
        return dataFolder.resolve("paideia.log");
    }

    private static int port(Map<String, String> environment, String name, int otherwise) {
        String text = environment.getOrDefault(name, "");
        if (text.isBlank()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    name + " must be a number from 0 to " + HIGHEST_PORT + ", not '" + text + "'.");
        }
        return Integer.parseInt(text);
    }
}
