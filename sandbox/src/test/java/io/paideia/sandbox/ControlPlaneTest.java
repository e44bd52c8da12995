package io.paideia.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ControlPlaneTest {

    @TempDir Path folder;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pay      | {                                                        | 400",
                "pay      | []                                                       | 400",
                "pay      | {}                                                       | 400",
                "pay      | {\"reference\":7}                                        | 400",
                "pay      | {\"reference\":\"a\",\"colour\":\"red\"}                 | 400",
                "pay      | {\"reference\":\"never_seen\"}                           | 404",
                "scenario | {\"reference\":\"a\"}                                    | 400",
                "scenario | {\"faults\":[\"drop\"]}                                  | 400",
                "scenario | {\"channel\":\"barter\",\"faults\":[\"drop\"]}           | 400",
                "scenario | {\"reference\":\"a\",\"faults\":[\"fire\"]}              | 400",
                "scenario | {\"reference\":\"a\",\"faults\":[7]}                     | 400",
                "scenario | {\"reference\":\"a\",\"faults\":[{\"name\":\"hang\",\"times\":0}]}     "
                        + "     | 400",
                "scenario |"
                    + " {\"reference\":\"a\",\"faults\":[{\"name\":\"hang\",\"seconds\":\"long\"}]}"
                    + " | 400",
                "scenario |"
                    + " {\"reference\":\"a\",\"faults\":[{\"name\":\"hang\",\"on\":\"sunday\"}]}   "
                    + " | 400",
                "scenario | {\"reference\":\"a\",\"faults\":[{\"name\":\"hang\",\"speed\":1}]}     "
                        + "     | 400",
                "clock    | {\"advance\":\"soon\"}                                   | 400",
                "clock    | {\"advance\":\"-PT1M\"}                                  | 400",
                "clock    | {\"advance\":\"P9999D\"}                                 | 400"
            })
    void refusesWhatItDoesNotUnderstand(String path, String body, int status) {
        HttpResponse<String> response = scene.control.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(JsonMapper.shared().readTree(response.body()).get("detail").asString())
                .isNotBlank();
    }

    @Test
    void listsTheKnownFaultsWhenOneIsUnknown() {
        HttpResponse<String> response =
                scene.control.post("scenario", "{\"reference\":\"a\",\"faults\":[\"fire\"]}");
        JsonNode known = JsonMapper.shared().readTree(response.body()).get("known");
        assertThat(known.valueStream().map(JsonNode::asString))
                .contains("duplicate", "stale_query", "down", "rate_limited", "bill_extra")
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesOtherMethodsAndLargeBodies() {
        assertThat(scene.control.get("pay").statusCode()).isEqualTo(405);
        assertThat(scene.control.post("trades", "{}").statusCode()).isEqualTo(405);
        assertThat(scene.control.post("pay", " ".repeat((1 << 20) + 1)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void showsTradesInMinorUnitsWithTheirRefunds() {
        String reference = scene.paid();
        scene.refund(reference, "r1", "9.00");
        JsonNode trade = scene.control.trade(reference);
        assertThat(trade.get("channel").asString()).isEqualTo("alipay");
        assertThat(trade.get("amount").toString())
                .isEqualTo("{\"amount\":9900,\"currency\":\"CNY\"}");
        assertThat(trade.get("refunds").get(0).get("request_no").asString()).isEqualTo("r1");
        assertThat(trade.get("refunded").get("amount").asLong()).isEqualTo(900);
        assertThat(trade.get("trade_no").asString()).hasSize(28);
    }

    @Test
    void advancesOnlyTheVirtualClock() {
        assertThat(scene.control.get("clock").body()).contains("PT0S");
        scene.control.advance("PT4M");
        assertThat(scene.control.get("clock").body()).contains("PT4M");
    }

    @Test
    void toleratesAHalfWrittenLastLineButNoDamageBefore() throws Exception {
        String reference = scene.paid();
        scene.sandbox.close();
        Path journal = folder.resolve("journal-2.jsonl");
        Files.write(
                journal,
                "{\"kind\":\"trade\",\"value\":{\"ord\u4e2d".getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        scene.start();
        assertThat(scene.control.trade(reference).get("status").asString()).isEqualTo("paid");
        scene.sandbox.close();

        List<String> lines = Files.readAllLines(journal);
        Files.writeString(journal, "{\"kind\":\n" + String.join("\n", lines) + "\n");
        assertThatThrownBy(() -> Sandbox.start(folder, 0))
                .hasStackTraceContaining("line 1 is damaged");
        Files.write(journal, lines);
        scene.start();
    }

    @Test
    void compactsTheJournalAtStart() throws Exception {
        String reference = scene.paid();
        for (int refund = 0; refund < 20; refund++) {
            scene.refund(reference, "r" + refund, "1.00");
        }
        scene.sandbox.close();
        Path journal = folder.resolve("journal-2.jsonl");
        assertThat(Files.readAllLines(journal)).hasSizeGreaterThan(20);
        scene.start();
        assertThat(Files.readAllLines(journal)).hasSizeLessThan(5);
        assertThat(scene.control.trade(reference).get("refunds").size()).isEqualTo(20);
    }

    @Test
    void keepsKeysPrivateAndItsFolderToItself() throws Exception {
        try (var keys = Files.list(folder.resolve("keys"))) {
            for (Path key : keys.toList()) {
                assertThat(Files.getPosixFilePermissions(key))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
        assertThatThrownBy(() -> Sandbox.start(folder, 0)).hasMessageContaining("another sandbox");
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThatThrownBy(() -> Sandbox.start(other, scene.sandbox.port()))
                .hasMessageContaining("cannot listen");
    }
}
