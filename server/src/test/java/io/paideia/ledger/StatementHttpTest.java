package io.paideia.ledger;

import static io.paideia.Api.money;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Accounts opened and changed, every kind of transfer, and statements, over HTTP. */
@ServerTest
@Timeout(60)
final class StatementHttpTest {

    private static final String ACCOUNTS = "/v1/ledger/accounts";
    private static final String TRANSFERS = "/v1/ledger/transfers";

    private final Api api;
    private final Api.Client operator;
    private final String mark = "s" + Api.unique("").replace("-", "");
    private final String bank = "bank:" + mark;
    private final String wallet = "buyer:" + mark + ":wallet";

    StatementHttpTest(Api api) {
        this.api = api;
        this.operator = api.operator();
    }

    // --- accounts

    @Test
    void anAccountIsOpenedOnceWithOneLimit() {
        Map<String, Object> wish = Map.of("code", wallet, "currency", "CNY");
        Answer first = operator.post(ACCOUNTS, wish).expect(201);
        assertThat(first.header("Location")).isEqualTo(ACCOUNTS + "/" + first.get("id"));
        assertThat(first.get("limit")).isEqualTo("debits");
        assertThat(first.body().path("frozen").asBoolean(true)).isFalse();
        assertThat(first.body().path("closed").asBoolean(true)).isFalse();
        assertThat(operator.get(first.header("Location")).expect(200).body())
                .isEqualTo(first.body());
        assertThat(operator.post(ACCOUNTS, wish).expect(200).body()).isEqualTo(first.body());
        operator.post(ACCOUNTS, Map.of("code", wallet, "currency", "USD")).expect(201);
        Answer other =
                operator.post(ACCOUNTS, Map.of("code", wallet, "currency", "CNY", "limit", "none"));
        assertThat(other.expect(409).get("code")).isEqualTo("account_differs");
        String key = Api.unique("key");
        Map<String, Object> lender = Map.of("code", bank, "currency", "CNY", "limit", "credits");
        operator.post(ACCOUNTS, lender, key).expect(201);
        assertThat(operator.post(ACCOUNTS, lender, key).expect(201).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(fates(row(wallet, bank, 1), row(bank, wallet, 1), row(wallet, bank, 1)))
                .containsExactly("insufficient_funds", "created", "created");
        assertThat(fates(row("rich:" + mark, bank, 1))).containsExactly("exceeds_debits");
    }

    @ParameterizedTest
    @CsvSource({
        "code, Not A Code, /code",
        "code, acc_123, /code",
        "code,, /code",
        "currency, XAU, /currency",
        "currency, yuan, /currency",
        "currency,, /currency",
        "limit, all, /limit",
        "limit, DEBITS, /limit",
        "surprise, 1, /surprise"
    })
    void anAccountThatCannotBeIsNotOpened(
            String field, @org.jspecify.annotations.Nullable String value, String pointer) {
        Map<String, Object> wrong = new HashMap<>(Map.of("code", wallet, "currency", "CNY"));
        if (value == null) {
            wrong.remove(field);
        } else {
            wrong.put(field, value);
        }
        Answer answer = operator.post(ACCOUNTS, wrong).expect(400);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
    }

    @Test
    void theOperatorFreezesThawsAndCloses() {
        fates(row(bank, wallet, 10));
        String path = ACCOUNTS + "/" + id(wallet);
        assertThat(operator.patch(path, Map.of("frozen", true)).expect(200).get("frozen"))
                .isEqualTo("true");
        assertThat(fates(row(wallet, bank, 10))).containsExactly("account_frozen");
        assertThat(operator.patch(path, Map.of("closed", true)).expect(409).get("code"))
                .isEqualTo("account_not_empty");
        operator.patch(path, Map.of("frozen", false)).expect(200);
        assertThat(fates(row(wallet, bank, 10))).containsExactly("created");
        operator.patch(path, Map.of("closed", true)).expect(200);
        operator.patch(path, Map.of("closed", true)).expect(200);
        assertThat(operator.patch(path, Map.of("closed", false)).expect(409).get("code"))
                .isEqualTo("account_closed");
        operator.patch(path, Map.of("frozen", true)).expect(409);
        assertThat(fates(row(bank, wallet, 10))).containsExactly("account_closed");
        operator.patch(path, Map.of()).expect(400);
        operator.patch(path, Map.of("frozen", 1)).expect(400);
        operator.patch(path, Map.of("code", "x")).expect(400);
        operator.patch(ACCOUNTS + "/" + AccountId.next(), Map.of("frozen", true)).expect(404);
        operator.patch(ACCOUNTS + "/nonsense", Map.of("frozen", true)).expect(404);
    }

    @Test
    void onlyTheOperatorOpensAndChangesAccounts() {
        fates(row(bank, wallet, 10));
        String path = ACCOUNTS + "/" + id(wallet);
        for (Api.Client client :
                List.of(api.platform("ledger:read", "ledger:write"), api.platform("ledger:read"))) {
            client.post(ACCOUNTS, Map.of("code", "x:" + mark, "currency", "CNY")).expect(403);
            client.patch(path, Map.of("frozen", true)).expect(403);
        }
        api.bearer(null).patch(path, Map.of("frozen", true)).expect(401);
    }

    // --- transfers

    @Test
    void aBalancingRowTellsWhatItMoved() {
        Map<String, Object> most = row(wallet, bank, 100, "balancing", "debit");
        Map<String, Object> none = row(wallet, bank, 100, "balancing", "debit");
        Map<String, Object> lacking = row("giver:" + mark, bank, 1_000, "balancing", "credit");
        List<Object> rows = List.of(row(bank, wallet, 70), most, none, lacking, most);
        Answer answer = post(rows);
        assertThat(statuses(answer))
                .containsExactly(
                        "created", "created", "insufficient_funds", "exceeds_debits", "exists");
        JsonNode results = answer.body().path("results");
        assertThat(results.path(0).has("amount")).isFalse();
        assertThat(results.path(1).path("amount").path("amount").asLong()).isEqualTo(70);
        assertThat(results.path(1).path("amount").path("currency").asString()).isEqualTo("CNY");
        assertThat(results.path(2).has("amount")).isFalse();
        assertThat(results.path(4).path("amount").path("amount").asLong()).isEqualTo(70);
        Answer again = post(rows);
        assertThat(statuses(again))
                .containsExactly(
                        "exists", "exists", "insufficient_funds", "exceeds_debits", "exists");
        assertThat(again.body().path("results").path(1)).isNotEqualTo(results.path(1));
        assertThat(again.body().path("results").path(4)).isEqualTo(results.path(4));
    }

    @Test
    void aRowReversesAnother() {
        Map<String, Object> sale = row(bank, wallet, 70);
        Object id = String.valueOf(sale.get("id"));
        assertThat(
                        fates(
                                sale,
                                row(wallet, bank, 70, "resolve", id, "phase", "reverse"),
                                row(wallet, bank, 70, "resolve", id, "phase", "reverse"),
                                row(wallet, bank, 70, "resolve", id, "phase", "void")))
                .containsExactly("created", "created", "already_reversed", "pending_not_found");
    }

    @Test
    void whatIsHeldWithATimeoutComesFreeByItself() {
        Map<String, Object> held = row(wallet, bank, 70, "pending", true, "timeout", 1);
        Map<String, Object> longer = row(wallet, bank, 30, "pending", true, "timeout", 3600);
        assertThat(fates(row(bank, wallet, 100), held, longer)).containsOnly("created");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> account(wallet).path("debits_pending").asLong() == 30);
        Object id = String.valueOf(held.get("id"));
        assertThat(fates(row(wallet, bank, 70, "resolve", id, "phase", "post")))
                .containsExactly("pending_expired");
        JsonNode newest =
                operator.get(ACCOUNTS + "/" + id(wallet) + "/entries?limit=1").body().path("data");
        assertThat(newest.path(0).path("phase").asString()).isEqualTo("expire");
        held.put("timeout", 2);
        assertThat(fates(held)).containsExactly("id_reused");
    }

    @ParameterizedTest
    @CsvSource({
        "timeout, 5, /0/timeout", "timeout, 0, /0/timeout", "timeout, -1, /0/timeout",
        "timeout, 1.5, /0/timeout", "timeout, 999999999, /0/timeout",
                "timeout, 99999999999, /0/timeout",
        "balancing, both, /0/balancing", "phase, reverse, /0/phase", "phase, expire, /0/phase"
    })
    void aRowThatCannotBeIsNamed(String field, String value, String pointer) {
        boolean number = field.equals("timeout");
        Map<String, Object> wrong =
                row(bank, wallet, 1, field, number ? new java.math.BigDecimal(value) : value);
        if (number && !value.equals("5")) {
            wrong.put("pending", true);
        }
        Answer answer = post(List.of(wrong)).expect(400);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
    }

    @Test
    void tenThousandRowsOfMixedFatesAreAnsweredOneByOneAndAlikeWhenRepeated() {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        String unknown = AccountId.next().toString();
        for (int i = 0; i < 2_000; i++) {
            rows.add(row(bank, wallet, 10));
            rows.add(row(wallet, bank, 11_000_000));
            rows.add(row(wallet, wallet, 1));
            rows.add(row(bank, unknown, 1));
            rows.add(
                    row(bank, wallet, 1, "resolve", TransferId.next().toString(), "phase", "post"));
            expected.addAll(
                    List.of(
                            "created",
                            "insufficient_funds",
                            "same_account",
                            "account_not_found",
                            "pending_not_found"));
        }
        assertThat(statuses(post(rows))).isEqualTo(expected);
        fates(row(bank, wallet, 50_000_000));
        List<String> again =
                expected.stream().map(s -> s.equals("created") ? "exists" : s).toList();
        assertThat(statuses(post(rows))).isEqualTo(again);
    }

    // --- statements

    @Test
    void aStatementIsOldestFirstAndItsPagesAddUp() {
        for (int i = 1; i <= 5; i++) {
            fates(row(bank, wallet, 10L * i));
        }
        fates(row(wallet, bank, 30));
        JsonNode all = operator.get(path("/statement")).expect(200).body();
        String from = all.path("entries").path(1).path("at").asString();
        String to = all.path("entries").path(4).path("at").asString();
        String query = "/statement?from=" + from + "&to=" + to;
        JsonNode first = operator.get(path(query + "&limit=2")).expect(200).body();
        assertThat(first.path("account").asString()).isEqualTo(id(wallet));
        assertThat(amounts(first)).containsExactly(10L, 90L, 0L, 100L);
        assertThat(first.path("entry_count").asInt()).isEqualTo(3);
        assertThat(first.path("from").asString()).isEqualTo(from);
        assertThat(sequences(first.path("entries"))).containsExactly(2L, 3L);
        JsonNode second =
                operator.get(
                                path(
                                        query
                                                + "&limit=2&cursor="
                                                + first.path("next_cursor").asString()))
                        .expect(200)
                        .body();
        assertThat(amounts(second)).containsExactly(10L, 90L, 0L, 100L);
        assertThat(sequences(second.path("entries"))).containsExactly(4L);
        assertThat(second.path("next_cursor").isNull()).isTrue();
        assertThat(amounts(all)).containsExactly(0L, 150L, 30L, 120L);
        JsonNode entries =
                operator.get(path("/entries?from=" + from + "&to=" + to)).expect(200).body();
        assertThat(sequences(entries.path("data"))).containsExactly(4L, 3L, 2L);
        JsonNode balance = operator.get(path("/balance?at=" + from)).expect(200).body();
        assertThat(balance.path("balance").path("amount").asLong()).isEqualTo(30);
        assertThat(balance.path("sequence").asLong()).isEqualTo(2);
        assertThat(balance.path("posted_at").asString()).isEqualTo(from);
        assertThat(balance.path("transfer").asString())
                .isEqualTo(entries.path("data").path(2).path("transfer").asString());
        assertThat(
                        operator.get(path("/balance?at=2000-01-01T00:00:00Z"))
                                .expect(200)
                                .body()
                                .path("transfer")
                                .isNull())
                .isTrue();
        assertThat(operator.get(path("/balance")).body().path("balance").path("amount").asLong())
                .isEqualTo(120);
    }

    @Test
    void theSameStatementIsAFile() {
        fates(row(bank, wallet, 1_050));
        Answer file = operator.get(path("/statement"), "text/csv").expect(200);
        assertThat(file.header("Content-Type")).startsWith("text/csv");
        assertThat(file.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"statement-" + id(wallet) + ".csv\"");
        assertThat(file.text().lines().toList())
                .hasSize(4)
                .last()
                .asString()
                .isEqualTo("closing,,,,,,,CNY,,,,,1050,10.50,");
        assertThat(operator.get(path("/statement.csv")).expect(200).text()).isEqualTo(file.text());
        for (String accept : List.of("*/*", "application/json", "application/*")) {
            assertThat(operator.get(path("/statement"), accept).expect(200).header("Content-Type"))
                    .startsWith("application/json");
        }
        Answer wrong = operator.get(path("/statement?from=x"), "text/csv").expect(400);
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(wrong.header("Content-Disposition")).isEmpty();
    }

    @Test
    void aReaderWhoLeavesInTheMiddleDisturbsNobody() throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rows.add(row(bank, wallet, 1));
        }
        statuses(post(rows));
        URI uri = api.uri(path("/statement.csv"));
        String token = api.token("test-operator", "test-operator-secret", "");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(
                            ("GET "
                                            + uri.getPath()
                                            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization:"
                                            + " Bearer "
                                            + token
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        Answer whole = operator.get(path("/statement.csv")).expect(200);
        assertThat(whole.text().lines()).hasSize(10_003);
        assertThat(whole.text()).contains("\r\nclosing,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/entries", "/balance", "/statement", "/statement.csv"})
    void anotherPlatformsAccountIsNotThere(String what) {
        Api.Client one = api.platform();
        String code = "platform:" + one.id() + ":pending";
        fates(row(bank, code, 10));
        String path = ACCOUNTS + "/" + id(code) + what;
        one.get(path).expect(200);
        api.platform().get(path).expect(404);
        one.get(ACCOUNTS + "/" + id(bank) + what).expect(404);
        one.get(ACCOUNTS + "/nonsense" + what).expect(404);
        api.platform("orders:write").get(path).expect(403);
        api.bearer(null).get(path).expect(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/entries?from=yesterday, from",
        "/entries?to=2026-11-01, to",
        "/entries?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z, from",
        "/entries?from=2026-11-02T00:00:00+08:00, from",
        "/entries?cursor=AAAA, cursor",
        "/entries?cursor=MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAx, cursor",
        "/statement?cursor=MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAx, cursor",
        "/statement?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z, from",
        "/statement?limit=201, limit",
        "/statement.csv?to=1, to",
        "/balance?at=, at",
        "/balance?at=0, at",
        "/entries?limit=0, limit"
    })
    void whatCannotBeReadIsNamed(String what, String parameter) {
        fates(row("first:" + mark, "second:" + mark, 1), row(bank, wallet, 10));
        Answer answer = operator.get(path(what)).expect(400);
        assertThat(answer.get("code")).isEqualTo("invalid_request");
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(parameter);
        assertThat(answer.text()).doesNotContain("java");
    }

    private static List<Long> amounts(JsonNode statement) {
        return StreamSupport.stream(
                        List.of("opening_balance", "credits", "debits", "closing_balance")
                                .spliterator(),
                        false)
                .map(field -> statement.path(field).path("amount").asLong())
                .toList();
    }

    private static List<Long> sequences(JsonNode entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path("sequence").asLong())
                .toList();
    }

    private Map<String, Object> row(String debit, String credit, long amount, Object... more) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", TransferId.next().toString());
        row.put("debit", debit);
        row.put("credit", credit);
        row.put("amount", money("CNY", amount));
        for (int i = 0; i < more.length; i += 2) {
            row.put((String) more[i], more[i + 1]);
        }
        return row;
    }

    private Answer post(Object rows) {
        return operator.post(TRANSFERS, rows, Api.unique("key"));
    }

    /** What became of these rows. */
    private List<String> fates(Object... rows) {
        return statuses(post(List.of(rows)));
    }

    private static List<String> statuses(Answer answer) {
        return StreamSupport.stream(answer.expect(200).body().path("results").spliterator(), false)
                .map(result -> result.path("status").asString())
                .toList();
    }

    private JsonNode account(String code) {
        return operator.get(ACCOUNTS + "?code_prefix=" + code).expect(200).body().at("/data/0");
    }

    private String id(String code) {
        return account(code).path("id").asString();
    }

    private String path(String what) {
        return ACCOUNTS + "/" + id(wallet) + what;
    }
}
