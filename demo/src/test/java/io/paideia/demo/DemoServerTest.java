package io.paideia.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the demo promises to whoever starts it. */
class DemoServerTest {

    private static final List<String> KINDS =
            List.of("course", "ebook", "article", "consultation", "membership", "question");

    @TempDir Path folder;

    @Test
    void findsAtTheSecondStartWhatTheFirstMade() throws IOException {
        Map<String, String> first = productsAfterStart();
        Map<String, String> second = productsAfterStart();

        assertThat(first).hasSizeGreaterThanOrEqualTo(30).isEqualTo(second);
        assertThat(Files.readString(DemoSettings.log(folder)))
                .doesNotContain("PRIVATE KEY")
                .doesNotContain(DemoClient.OPERATOR.secret())
                .doesNotContain(DemoClient.LANTERN.secret())
                .doesNotContain(Seed.BUYER_PASSWORD);
    }

    @Test
    void tellsInOneSentenceThatThePortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(refusal("PAIDEIA_PORT", port))
                    .isEqualTo(
                            "Port "
                                    + port
                                    + " is in use; stop what listens there, or choose another with"
                                    + " PAIDEIA_PORT.");
            assertThat(refusal("PAIDEIA_SANDBOX_PORT", port))
                    .startsWith("Port " + port)
                    .endsWith("with PAIDEIA_SANDBOX_PORT.");
        }
    }

    @Test
    void tellsInOneSentenceThatPortIsNone() {
        assertThat(refusal("PAIDEIA_PORT", "eighty"))
                .isEqualTo("PAIDEIA_PORT must be a number from 0 to 65535, not 'eighty'.");
        assertThat(refusal("PAIDEIA_PORT", "65536")).startsWith("PAIDEIA_PORT must be");
    }

    @Test
    void explainsItselfWhenAsked() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] help = {"--help"};
        assertThat(Demo.run(help, Map.of(), stream(out), stream(err))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("PAIDEIA_PORT");

        String[] unknown = {"fly"};
        assertThat(Demo.run(unknown, Map.of(), stream(out), stream(err))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("usage");
    }

    /** Ids of the products by platform and title; starts and stops the demo for it. */
    private Map<String, String> productsAfterStart() {
        try (DemoServer demo = DemoServer.start(DemoSettings.onFreePorts(folder))) {
            Map<String, String> products = new TreeMap<>();
            for (DemoClient client : List.of(DemoClient.LANTERN, DemoClient.INKWELL)) {
                for (JsonNode product : Api.signIn(demo.baseUri(), client).list("/v1/products")) {
                    String id = product.path("id").asString();
                    String name = product.path("platform") + " " + product.path("title");
                    String before = products.put(name, id);
                    assertThat(before).as(name).isIn(null, id);
                }
            }
            assertThat(kindsOnSale(demo)).containsAll(KINDS);
            return products;
        }
    }

    private static List<String> kindsOnSale(DemoServer demo) {
        return Api.signIn(demo.baseUri(), DemoClient.LANTERN).list("/v1/products").stream()
                .map(product -> product.path("kind").asString())
                .toList();
    }

    private String refusal(String name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment =
                Map.of(
                        "PAIDEIA_DATA",
                        folder.toString(),
                        name.equals("PAIDEIA_PORT") ? "PAIDEIA_SANDBOX_PORT" : "PAIDEIA_PORT",
                        "0",
                        name,
                        value);
        assertThat(Demo.run(new String[0], environment, stream(out), stream(err))).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        return err.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
