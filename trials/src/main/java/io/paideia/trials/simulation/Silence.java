package io.paideia.trials.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Keeps the warnings of lanes off the screen while thousands of seeds provoke them. */
final class Silence implements AutoCloseable {

    private final List<Logger> loud =
            Stream.of("io.paideia.lane", "io.micrometer")
                    .map(name -> (Logger) LoggerFactory.getLogger(name))
                    .toList();

    Silence() {
        loud.forEach(logger -> logger.setLevel(Level.OFF));
    }

    /** From here on they may be heard again. */
    @Override
    public void close() {
        loud.forEach(logger -> logger.setLevel(null));
    }
}
