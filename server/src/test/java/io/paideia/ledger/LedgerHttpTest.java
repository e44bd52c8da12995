package io.paideia.ledger;

import static io.paideia.Api.money;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ServerTest
final class LedgerHttpTest {

    private static final String TRANSFERS = "/v1/ledger/transfers";

    private final Api api;
    private final Api.Client operator;
    private final String mark = "t" + Api.unique("").replace("-", "");

    LedgerHttpTest(Api api) {
        this.api = api;
        this.operator = api.operator();
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

    private static List<String> statuses(Answer answer) {
        return StreamSupport.stream(answer.expect(200).body().path("results").spliterator(), false)
                .map(result -> result.path("status").asString())
                .toList();
    }

    private JsonNode account(String code) {
        return operator.get("/v1/ledger/accounts?code_prefix=" + code)
                .expect(200)
                .body()
                .path("data")
                .path(0);
    }

    @Test
    void postsAListWithOneResultEachInOrder() {
        String wallet = "buyer:" + mark + ":wallet";
        Map<String, Object> first = row("bank:" + mark, wallet, 100);
        Answer answer =
                post(
                        List.of(
                                first,
                                row(wallet, "bank:" + mark, 101),
                                row(wallet, "bank:" + mark, 60, "kind", "payout", "group", "g"),
                                first,
                                row(wallet, "bank:" + mark, 41, "group", "g"),
                                row(wallet, wallet, 1),
                                row(wallet, AccountId.next().toString(), 1, "group", "h"),
                                row(wallet, "bank:" + mark, 1, "group", "h")));
        assertThat(statuses(answer))
                .containsExactly(
                        "created",
                        "insufficient_funds",
                        "group_refused",
                        "exists",
                        "insufficient_funds",
                        "same_account",
                        "account_not_found",
                        "group_refused");
        assertThat(answer.body().path("results").path(0).path("id").asString())
                .isEqualTo(first.get("id"));
        assertThat(answer.header("Location")).isEmpty();
        JsonNode account = account(wallet);
        assertThat(account.path("balance").asLong()).isEqualTo(100);
        assertThat(account.path("credits_posted").asLong()).isEqualTo(100);
        assertThat(account.path("currency").asString()).isEqualTo("CNY");
        assertThat(account.path("opened_at").asString()).endsWith("Z");
    }

    @Test
    void takesAccountsByIdAndResolvesWhatIsPending() {
        String wallet = "buyer:" + mark + ":wallet";
        String bank = "bank:" + mark;
        Map<String, Object> held = row(wallet, bank, 50, "pending", true);
        assertThat(statuses(post(List.of(row(bank, wallet, 100), held)))).containsOnly("created");
        String walletId = account(wallet).path("id").asString();
        assertThat(account(wallet).path("debits_pending").asLong()).isEqualTo(50);
        Object resolve = String.valueOf(held.get("id"));
        assertThat(
                        statuses(
                                post(
                                        List.of(
                                                row(
                                                        walletId,
                                                        bank,
                                                        20,
                                                        "resolve",
                                                        resolve,
                                                        "phase",
                                                        "post",
                                                        "kind",
                                                        "transfer"),
                                                row(
                                                        wallet, bank, 50, "resolve", resolve,
                                                        "phase", "void")))))
                .containsExactly("created", "pending_already_resolved");
        assertThat(account(wallet).path("debits_pending").asLong()).isZero();
        assertThat(account(wallet).path("balance").asLong()).isEqualTo(80);
        Map<String, Object> dollars = row(walletId, bank, 1);
        dollars.put("amount", money("USD", 1));
        assertThat(statuses(post(List.of(dollars)))).containsExactly("currency_mismatch");
    }

    @Test
    void showsEntriesNewestFirstPageByPage() {
        String wallet = "buyer:" + mark + ":wallet";
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            rows.add(row("bank:" + mark, wallet, i));
        }
        post(rows).expect(200);
        String path = "/v1/ledger/accounts/" + account(wallet).path("id").asString() + "/entries";
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = operator.get(path + "?limit=2" + cursor).expect(200).body();
            for (JsonNode entry : page.path("data")) {
                seen.add(
                        entry.path("sequence").asLong()
                                + " "
                                + entry.path("side").asString()
                                + " "
                                + entry.path("amount").path("amount").asLong()
                                + " "
                                + entry.path("balance").path("amount").asLong());
            }
            cursor =
                    page.path("next_cursor").isNull()
                            ? ""
                            : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen)
                .containsExactly(
                        "5 credit 5 15",
                        "4 credit 4 10",
                        "3 credit 3 6",
                        "2 credit 2 3",
                        "1 credit 1 1");
    }

    @Test
    void aPlatformSeesItsOwnAccountsOnly() {
        Api.Client one = api.platform();
        Api.Client two = api.platform();
        String code = "platform:" + one.id() + ":pending";
        post(List.of(row("bank:" + mark, code, 10))).expect(200);
        assertThat(one.get("/v1/ledger/accounts").expect(200).body().path("data")).hasSize(1);
        assertThat(two.get("/v1/ledger/accounts").expect(200).body().path("data")).isEmpty();
        assertThat(one.get("/v1/ledger/accounts?code_prefix=bank").body().path("data")).isEmpty();
        String id = account(code).path("id").asString();
        one.get("/v1/ledger/accounts/" + id).expect(200);
        one.get("/v1/ledger/accounts/" + id + "/entries").expect(200);
        two.get("/v1/ledger/accounts/" + id).expect(404);
        two.get("/v1/ledger/accounts/" + id + "/entries").expect(404);
        one.get("/v1/ledger/accounts/" + account("bank:" + mark).path("id").asString()).expect(404);
        one.get("/v1/ledger/accounts/nonsense").expect(404);
        one.get("/v1/ledger/trial-balance").expect(200);
        api.platform("orders:write").get("/v1/ledger/accounts").expect(403);
        api.bearer(null).get("/v1/ledger/trial-balance").expect(401);
    }

    @Test
    void everyCurrencyBalances() {
        post(List.of(row("bank:" + mark, "suspense", 10))).expect(200);
        JsonNode totals = operator.get("/v1/ledger/trial-balance").expect(200).body();
        assertThat(totals.path("currencies")).isNotEmpty();
        for (JsonNode total : totals.path("currencies")) {
            assertThat(total.path("balanced").asBoolean()).isTrue();
            assertThat(total.path("debits")).isEqualTo(total.path("credits"));
        }
    }

    @Test
    void everyBookBalancesByItself() {
        post(List.of(row("bank:" + mark, "suspense", 10))).expect(200);
        JsonNode books = operator.get("/v1/ledger/trial-balance").expect(200).body().path("books");
        assertThat(books.path(0).path("book").asString()).isEqualTo("main");
        for (JsonNode book : books) {
            assertThat(book.path("currencies")).isNotEmpty();
            for (JsonNode total : book.path("currencies")) {
                assertThat(total.path("balanced").asBoolean()).isTrue();
                assertThat(total.path("debits")).isEqualTo(total.path("credits"));
            }
        }
    }

    @Test
    void onlyTheOperatorPostsAndOnlyUnderAKey() {
        List<Object> rows = List.of(row("bank:" + mark, "suspense", 1));
        api.platform("ledger:write").post(TRANSFERS, rows, "k").expect(403);
        api.platform("ledger:read").post(TRANSFERS, rows, "k").expect(403);
        Answer missing = operator.post(TRANSFERS, rows).expect(400);
        assertThat(missing.get("code")).isEqualTo("idempotency_key_missing");
    }

    @Test
    void aRepeatedKeyGivesTheFirstAnswer() {
        List<Object> rows = List.of(row("bank:" + mark, "suspense", 1));
        String key = Api.unique("key");
        Answer first = operator.post(TRANSFERS, rows, key).expect(200);
        Answer again = operator.post(TRANSFERS, rows, key).expect(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(statuses(post(rows))).containsExactly("exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id | tfr_nonsense | /17/id",
                "id | | /17/id",
                "debit | acc_nonsense | /17/debit",
                "debit | Not A Code | /17/debit",
                "credit | | /17/credit",
                "kind | Two Words | /17/kind",
                "pending | maybe | /17/pending",
                "phase | post | /17/phase",
                "resolve | tfr_00000000000000000000000000 | /17/phase",
                "amount | 100 | /17/amount",
                "amount | | /17/amount",
                "surprise | 1 | /17/surprise"
            })
    void namesTheWrongFieldAndPostsNothing(
            String field, @org.jspecify.annotations.Nullable String value, String pointer) {
        Map<String, Object> wrong = row("bank:" + mark, "suspense", 1);
        if (value == null) {
            wrong.remove(field);
        } else {
            wrong.put(field, value);
        }
        assertRefused(wrong, pointer);
    }

    @ParameterizedTest
    @CsvSource({"0, CNY", "-1, CNY", "1.5, CNY", "1, XAU", "9223372036854775808, CNY"})
    void refusesAmountsThatAreNone(String amount, String currency) {
        Map<String, Object> wrong = row("bank:" + mark, "suspense", 1);
        wrong.put(
                "amount", Map.of("amount", new java.math.BigDecimal(amount), "currency", currency));
        assertRefused(wrong, "/17/amount");
    }

    private void assertRefused(Map<String, Object> wrong, String pointer) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            rows.add(row("bank:" + mark, "suspense:" + mark, 1));
        }
        rows.add(wrong);
        Answer answer = post(rows).expect(400);
        assertThat(answer.get("code")).isEqualTo("invalid_request");
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo(pointer);
        assertThat(answer.text()).doesNotContain("java");
        assertThat(account("suspense:" + mark).isMissingNode()).isTrue();
    }

    @Test
    void takesTenThousandRowsAndNotOneMore() {
        List<Map<String, Object>> rows =
                IntStream.range(0, 10_000)
                        .mapToObj(_ -> row("bank:" + mark, "suspense:" + mark, 1))
                        .collect(java.util.stream.Collectors.toList());
        assertThat(statuses(post(rows))).hasSize(10_000).containsOnly("created");
        rows.add(row("bank:" + mark, "suspense:" + mark, 1));
        post(rows).expect(400);
        post(List.of()).expect(400);
        post("[null]").expect(400);
        post("{}").expect(400);
        assertThat(account("suspense:" + mark).path("balance").asLong()).isEqualTo(10_000);
    }
}
