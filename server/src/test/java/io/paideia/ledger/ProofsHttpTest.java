package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.ServerTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Proofs over HTTP, checked as a stranger would: with SHA-256 and what the answer says. */
@ServerTest
final class ProofsHttpTest {

    private static final HexFormat HEX = HexFormat.of();

    private final Api api;
    private final Api.Client operator;
    private final String mark = "p" + Api.unique("").replace("-", "");

    ProofsHttpTest(Api api) {
        this.api = api;
        this.operator = api.operator();
    }

    private List<String> post(int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = TransferId.next().toString();
            ids.add(id);
            rows.add(
                    Map.of(
                            "id",
                            id,
                            "debit",
                            "bank:" + mark,
                            "credit",
                            "shop:" + mark,
                            "amount",
                            Map.of("amount", 100 + i, "currency", "CNY")));
        }
        operator.post("/v1/ledger/transfers", rows, Api.unique("key")).expect(200);
        return ids;
    }

    @Test
    void anybodyCanRecomputeRootAndHashFromAProof() {
        for (String id : post(13)) {
            JsonNode proof =
                    operator.get("/v1/ledger/transfers/" + id + "/proof").expect(200).body();
            byte[] node = sha256("00" + proof.path("leaf").path("bytes").asString());
            assertThat(HEX.formatHex(node)).isEqualTo(proof.path("leaf").path("hash").asString());
            for (JsonNode step : proof.path("path")) {
                String own = HEX.formatHex(node);
                String other = step.path("hash").asString();
                boolean left = step.path("side").asString().equals("left");
                node = sha256("01" + (left ? other + own : own + other));
            }
            JsonNode block = proof.path("block");
            assertThat(HEX.formatHex(node)).isEqualTo(block.path("root").asString());
            assertThat(hash(block)).isEqualTo(block.path("hash").asString());
        }
    }

    private static String hash(JsonNode block) {
        Instant at = Instant.parse(block.path("at").asString());
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.put((byte) 2)
                .put(HEX.parseHex(block.path("previous").asString()))
                .putShort((short) block.path("book_number").asInt())
                .putLong(block.path("number").asLong())
                .putLong(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000)
                .putLong(block.path("last_account").asLong())
                .putLong(block.path("last_transfer").asLong());
        for (String count : List.of("openings", "changes", "transfers", "refusals")) {
            bytes.putInt(block.path(count).asInt());
        }
        bytes.put(HEX.parseHex(block.path("root").asString()));
        return HEX.formatHex(sha256(HEX.formatHex(bytes.array(), 0, bytes.position())));
    }

    private static byte[] sha256(String hex) {
        return Hash.digest().digest(HEX.parseHex(hex));
    }

    @Test
    void showsATransferWithItsBlock() {
        String id = post(3).get(1);
        JsonNode transfer = operator.get("/v1/ledger/transfers/" + id).expect(200).body();
        assertThat(transfer.path("id").asString()).isEqualTo(id);
        assertThat(transfer.path("amount").path("amount").asLong()).isEqualTo(101);
        assertThat(transfer.path("debit").path("code").asString()).isEqualTo("bank:" + mark);
        assertThat(transfer.path("credit").path("sequence").asLong()).isEqualTo(2);
        assertThat(transfer.path("credit").path("balance").path("amount").asLong()).isEqualTo(201);
        assertThat(transfer.path("block").path("book").asString()).isEqualTo("main");
        assertThat(transfer.path("block").path("last_transfer").asLong())
                .isGreaterThan(transfer.path("number").asLong());
    }

    @Test
    void listsBlocksNewestFirstEachAfterTheOneBefore() {
        post(1);
        post(1);
        JsonNode first = operator.get("/v1/ledger/blocks?limit=1").expect(200).body();
        JsonNode second =
                operator.get(
                                "/v1/ledger/blocks?book=main&limit=1&cursor="
                                        + first.path("next_cursor").asString())
                        .expect(200)
                        .body();
        JsonNode newer = first.path("data").path(0);
        JsonNode older = second.path("data").path(0);
        assertThat(newer.path("number").asLong()).isEqualTo(older.path("number").asLong() + 1);
        assertThat(newer.path("previous").asString()).isEqualTo(older.path("hash").asString());
        assertThat(hash(newer)).isEqualTo(newer.path("hash").asString());
    }

    @Test
    void theFirstBlockFollowsTheNameOfItsBook() {
        post(1);
        String cursor =
                java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                new java.util.UUID(0, 2)
                                        .toString()
                                        .getBytes(StandardCharsets.US_ASCII));
        JsonNode first = operator.get("/v1/ledger/blocks?cursor=" + cursor).expect(200).body();
        assertThat(first.path("data").path(0).path("previous").asString())
                .isEqualTo(
                        HEX.formatHex(
                                sha256(
                                        "03"
                                                + HEX.formatHex(
                                                        "main".getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void onlyTheOperatorSeesThemAndUnknownOnesAreNotFound() {
        String id = post(1).getFirst();
        Api.Client platform = api.platform();
        for (String path :
                List.of(
                        "/v1/ledger/transfers/" + id,
                        "/v1/ledger/transfers/" + id + "/proof",
                        "/v1/ledger/blocks")) {
            assertThat(platform.get(path).expect(403).get("code")).isEqualTo("insufficient_scope");
            api.bearer(null).get(path).expect(401);
        }
        for (String path :
                List.of(
                        "/v1/ledger/transfers/" + TransferId.next(),
                        "/v1/ledger/transfers/" + TransferId.next() + "/proof",
                        "/v1/ledger/transfers/nonsense/proof",
                        "/v1/ledger/blocks?book=none",
                        "/v1/ledger/blocks?book=%00")) {
            assertThat(operator.get(path).expect(404).get("code")).isEqualTo("not_found");
        }
        operator.get("/v1/ledger/blocks?limit=0").expect(400);
        operator.get("/v1/ledger/blocks?cursor=x").expect(400);
    }
}
