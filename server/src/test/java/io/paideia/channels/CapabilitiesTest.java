package io.paideia.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.ServerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table of capabilities is written from the types, so that it cannot promise what no class
 * does. A run writes {@code target/capabilities.md}; where the page differs from it, this test is
 * red.
 */
@ServerTest
class CapabilitiesTest {

    private static final Path PAGE =
            Path.of("..", "docs", "reference", "channels", "capabilities.md");
    private static final Map<String, Class<?>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("refunds", Refunds.class);
        COLUMNS.put("captures", Captures.class);
        COLUMNS.put("transfers", Transfers.class);
        COLUMNS.put("statements", Statements.class);
        COLUMNS.put("disputes", Disputes.class);
    }

    private final Channels channels;

    CapabilitiesTest(Channels channels) {
        this.channels = channels;
    }

    @Test
    void thePageSaysWhatTheTypesSay() throws IOException {
        String page = page();
        Files.writeString(Path.of("target", "capabilities.md"), page);

        assertThat(PAGE).as("copy server/target/capabilities.md there").hasContent(page);
    }

    @Test
    void everyChannelHasAPageOfItsOwn() {
        for (Channel channel : channels.all()) {
            assertThat(PAGE.resolveSibling(channel.name() + ".md")).exists();
        }
    }

    private String page() {
        String heads = String.join(" | ", COLUMNS.keySet());
        return """
        # What each channel can do

        Written by `CapabilitiesTest` from the types that the channels implement; what a channel cannot do, its class does not
        have. How each is configured stands on its page.

        | channel | methods | %s |
        |---|---|%s
        %s\
        """
                .formatted(
                        heads,
                        ":---:|".repeat(COLUMNS.size()),
                        channels.all().stream()
                                .map(CapabilitiesTest::row)
                                .collect(Collectors.joining()));
    }

    private static String row(Channel channel) {
        return "| [%s](%s.md) | %s | %s |%n"
                .formatted(
                        channel.name(),
                        channel.name(),
                        String.join(" ", new TreeSet<>(channel.methods())),
                        COLUMNS.values().stream()
                                .map(type -> type.isInstance(channel) ? "yes" : "–")
                                .collect(Collectors.joining(" | ")));
    }
}
