package io.paideia.ledger;

import static io.paideia.Api.money;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import io.paideia.lane.Lane;
import io.paideia.lane.Lanes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Books and the moves between them, as callers see them. */
@ServerTest
final class MovesHttpTest {

    private static final String MOVES = "/v1/ledger/moves";
    private static final String TRANSFERS = "/v1/ledger/transfers";

    private final Api api;
    private final Api.Client operator;
    private final Lanes lanes;
    private final Lane main;
    private final String mark = "m" + Api.unique("").replace("-", "");
    private final String bank = "bank:" + mark;
    private final String wallet = "buyer:" + mark + ":wallet";

    MovesHttpTest(Api api, Lanes lanes, Lane main) {
        this.api = api;
        this.operator = api.operator();
        this.lanes = lanes;
        this.main = main;
    }

    private Map<String, Object> row(String book, String debit, String credit, long amount) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", TransferId.next().toString());
        row.put("book", book);
        row.put("debit", debit);
        row.put("credit", credit);
        row.put("amount", money("CNY", amount));
        return row;
    }

    private Answer post(Object... rows) {
        return operator.post(TRANSFERS, List.of(rows), Api.unique("key"));
    }

    private static Map<String, Object> move(
            String fromBook, String from, String toBook, String to, long amount) {
        return new HashMap<>(
                Map.of(
                        "id",
                        MoveId.next().toString(),
                        "from",
                        Map.of("book", fromBook, "account", from),
                        "to",
                        Map.of("book", toBook, "account", to),
                        "amount",
                        money("CNY", amount)));
    }

    private Answer move(Object body) {
        return operator.post(MOVES, body, Api.unique("key"));
    }

    private JsonNode account(String book) {
        return operator.get("/v1/ledger/accounts?code_prefix=" + wallet + "&book=" + book)
                .expect(200)
                .body()
                .path("data")
                .path(0);
    }

    private static String pointer(Answer answer) {
        return answer.expect(400).body().path("errors").path(0).path("pointer").asString();
    }

    private void fund(long amount) {
        JsonNode results = post(row("main", bank, wallet, amount)).expect(200).body();
        assertThat(results.path("results").path(0).path("status").asString()).isEqualTo("created");
    }

    @Test
    void otherModulesGoOnUsingTheMainLane() {
        assertThat(lanes.books()).containsExactly("main", "europe");
        assertThat(lanes.of("main")).isSameAs(main);
    }

    @Test
    void aListGoesToTheBooksOfItsRows() {
        Map<String, Object> unnamed = row("", bank, wallet, 1);
        unnamed.remove("book");
        Answer answer =
                post(row("europe", bank, wallet, 20), unnamed, row("europe", wallet, bank, 21));
        assertThat(
                        StreamSupport.stream(
                                        answer.expect(200).body().path("results").spliterator(),
                                        false)
                                .map(result -> result.path("status").asString()))
                .containsExactly("created", "created", "insufficient_funds");
        assertThat(account("europe").path("balance").asLong()).isEqualTo(20);
        assertThat(account("europe").path("book").asString()).isEqualTo("europe");
        assertThat(account("main").path("balance").asLong()).isEqualTo(1);
        assertThat(
                        operator.get("/v1/ledger/accounts?code_prefix=" + wallet)
                                .expect(200)
                                .body()
                                .path("data")
                                .path(0)
                                .path("book")
                                .asString())
                .isEqualTo("main");
    }

    @Test
    void rowsThatMixBooksAreSentToMoves() {
        post(row("europe", bank, wallet, 20)).expect(200);
        String there = account("europe").path("id").asString();
        Answer mixed = post(row("main", bank, there, 1));
        assertThat(pointer(mixed)).isEqualTo("/0/credit");
        assertThat(mixed.text()).contains("of the book europe, not main", MOVES);
        Map<String, Object> one = row("main", bank, wallet, 1);
        Map<String, Object> other = row("europe", bank, wallet, 1);
        one.put("group", "g");
        other.put("group", "g");
        assertThat(pointer(post(one, other))).isEqualTo("/1/group");
    }

    @Test
    void unknownBooksAreRefusedWithAPointer() {
        assertThat(pointer(post(row("atlantis", bank, wallet, 1)))).isEqualTo("/0/book");
        assertThat(pointer(operator.get("/v1/ledger/accounts?book=atlantis"))).isEqualTo("book");
        assertThat(pointer(move(move("main", wallet, "atlantis", wallet, 1))))
                .isEqualTo("/to/book");
        assertThat(pointer(move(move("main", wallet, "main", wallet, 1)))).isEqualTo("/to/book");
    }

    @Test
    void clearingAccountsAreWrittenByMovesAlone() {
        fund(100);
        move(move("main", wallet, "europe", wallet, 1)).expect(201);
        assertThat(pointer(post(row("main", bank, "clearing:europe", 1)))).isEqualTo("/0/credit");
        String id =
                operator.get("/v1/ledger/accounts?code_prefix=clearing:europe")
                        .expect(200)
                        .body()
                        .path("data")
                        .path(0)
                        .path("id")
                        .asString();
        assertThat(pointer(post(row("main", id, bank, 1)))).isEqualTo("/0/debit");
        assertThat(pointer(move(move("main", "clearing:europe", "europe", wallet, 1))))
                .isEqualTo("/from/account");
        assertThat(pointer(move(move("main", id, "europe", wallet, 1)))).isEqualTo("/from/account");
    }

    @Test
    void aMoveIsAnsweredOnceItHasEnded() {
        fund(100);
        Map<String, Object> body = move("main", wallet, "europe", wallet, 60);
        String key = Api.unique("key");
        Answer answer = operator.post(MOVES, body, key).expect(201);
        assertThat(answer.get("status")).isEqualTo("moved");
        assertThat(answer.get("kind")).isEqualTo("move");
        assertThat(answer.body().path("from").path("account").asString()).isEqualTo(wallet);
        assertThat(answer.header("Location")).isEqualTo(MOVES + "/" + body.get("id"));
        assertThat(operator.get(answer.header("Location")).expect(200).body())
                .isEqualTo(answer.body());
        assertThat(operator.post(MOVES, body, key).expect(201).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(account("main").path("balance").asLong()).isEqualTo(40);
        assertThat(account("europe").path("balance").asLong()).isEqualTo(60);
    }

    @Test
    void accountsAreNamedByIdAsWell() {
        fund(100);
        move(move("main", wallet, "europe", wallet, 10)).expect(201);
        String here = account("main").path("id").asString();
        String there = account("europe").path("id").asString();
        assertThat(move(move("europe", there, "main", here, 4)).expect(201).get("status"))
                .isEqualTo("moved");
        assertThat(account("main").path("balance").asLong()).isEqualTo(94);
        assertThat(pointer(move(move("main", there, "europe", there, 1))))
                .isEqualTo("/from/account");
        assertThat(
                        move(move("main", AccountId.next().toString(), "europe", there, 1))
                                .expect(422)
                                .get("code"))
                .isEqualTo("account_not_found");
    }

    @Test
    void aRefusedMoveSaysWhyAndWhere() {
        fund(100);
        Answer poor = move(move("main", wallet, "europe", wallet, 101)).expect(201);
        assertThat(poor.get("status")).isEqualTo("refused:insufficient_funds");
        assertThat(poor.get("refused_by")).isEqualTo("main");
        post(row("europe", bank, wallet, 1)).expect(200);
        String there = account("europe").path("id").asString();
        operator.patch("/v1/ledger/accounts/" + there, Map.of("frozen", true)).expect(200);
        assertThat(account("europe").path("frozen").asBoolean()).isTrue();
        Answer frozen = move(move("europe", there, "main", wallet, 1)).expect(201);
        assertThat(frozen.get("status")).isEqualTo("refused:account_frozen");
        assertThat(frozen.get("refused_by")).isEqualTo("europe");
        assertThat(account("main").path("debits_pending").asLong()).isZero();
    }

    @Test
    void theIdIsTheCallersAndOneMove() {
        fund(100);
        Map<String, Object> body = move("main", wallet, "europe", wallet, 60);
        Answer first = move(body).expect(201);
        assertThat(move(body).expect(200).body()).isEqualTo(first.body());
        body.put("amount", money("CNY", 61));
        assertThat(move(body).expect(409).get("code")).isEqualTo("id_reused");
        assertThat(account("main").path("balance").asLong()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "from", "to", "amount"})
    void eachPartIsRequired(String field) {
        Map<String, Object> body = move("main", wallet, "europe", wallet, 60);
        body.remove(field);
        assertThat(pointer(move(body))).isEqualTo("/" + field);
    }

    @ParameterizedTest
    @CsvSource({"0, move, /amount", "-1, move, /amount", "1, Two Words, /kind"})
    void oddOnesAreRefused(long amount, String kind, String pointer) {
        Map<String, Object> body = move("main", wallet, "europe", wallet, amount);
        body.put("kind", kind);
        assertThat(pointer(move(body))).isEqualTo(pointer);
    }

    @Test
    void onlyTheOperatorMovesAndSees() {
        fund(100);
        Map<String, Object> body = move("main", wallet, "europe", wallet, 60);
        assertThat(operator.post(MOVES, body).expect(400).get("code"))
                .isEqualTo("idempotency_key_missing");
        String location = move(body).expect(201).header("Location");
        Api.Client platform = api.platform("ledger:read", "ledger:write");
        platform.post(MOVES, body, Api.unique("key")).expect(403);
        platform.get(location).expect(404);
        operator.get(MOVES + "/" + MoveId.next()).expect(404);
        operator.get(MOVES + "/nonsense").expect(404);
    }

    @Test
    void clearingShowsBothBooksSides() {
        fund(100);
        move(move("main", wallet, "europe", wallet, 60)).expect(201);
        JsonNode pairs = operator.get("/v1/ledger/clearing").expect(200).body().path("pairs");
        JsonNode pair =
                StreamSupport.stream(pairs.spliterator(), false)
                        .filter(
                                one ->
                                        one.path("from").asString().equals("main")
                                                && one.path("currency").asString().equals("CNY"))
                        .findFirst()
                        .orElseThrow();
        assertThat(pair.path("to").asString()).isEqualTo("europe");
        assertThat(pair.path("sent").asLong()).isGreaterThanOrEqualTo(60);
        assertThat(pair.path("received").asLong()).isEqualTo(pair.path("sent").asLong());
        assertThat(pair.path("difference").asLong()).isZero();
        assertThat(pair.path("under_way").asLong()).isZero();
        assertThat(pair.path("reconciled").asBoolean()).isTrue();
    }
}
