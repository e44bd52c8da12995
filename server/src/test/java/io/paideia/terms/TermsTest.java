package io.paideia.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import io.paideia.database.TestDatabase;
import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class TermsTest {

    private static final Map<String, Integer> HALVES = Map.of("creator", 5000, "operator", 5000);

    private final Api api;
    private final Terms terms;
    private final JdbcClient database;
    private final Api.Client platform;

    TermsTest(Api api, Terms terms, JdbcClient database) {
        this.api = api;
        this.terms = terms;
        this.database = database;
        this.platform = api.platform();
    }

    @Test
    void splitsByTheAlliancesDefaultAtFirst() {
        assertThat(amounts(Instant.now())).containsExactly(6930L, 2475L, 495L);
    }

    @Test
    void splitsByTheNewRuleFromItsDateOnAndByTheOldOneBefore() {
        Instant before = Instant.now();
        Instant later = before.plusSeconds(3600);

        Answer first = api.operator().post("/v1/terms", rule(Map.of())).expect(201);
        Answer second =
                api.operator()
                        .post(
                                "/v1/terms",
                                rule(
                                        Map.of(
                                                "shares", Map.of("creator", 10_000),
                                                "valid_from", later.toString())))
                        .expect(201);

        assertThat(first.body().path("version").asInt()).isEqualTo(1);
        assertThat(second.body().path("version").asInt()).isEqualTo(2);
        assertThat(first.body().at("/cycle_days/creator").asInt()).isEqualTo(7);
        assertThat(amounts(before.minusSeconds(60))).containsExactly(6930L, 2475L, 495L);
        assertThat(amounts(Instant.now())).containsExactly(4950L, 4950L);
        assertThat(amounts(later)).containsExactly(9900L);
    }

    @Test
    void makesOneVersionUnderOneIdempotencyKey() {
        String key = Api.unique("key");
        Map<String, Object> body = rule(Map.of());

        Answer first = api.operator().post("/v1/terms", body, key).expect(201);
        Answer again = api.operator().post("/v1/terms", body, key).expect(201);

        assertThat(again.text()).isEqualTo(first.text());
    }

    @Test
    void refusesDatesOfThePastAndBeforeTheLatestVersion() {
        Instant soon = Instant.now().plusSeconds(3600);
        api.operator().post("/v1/terms", rule(Map.of("valid_from", soon.toString()))).expect(201);

        for (String from :
                List.of("2020-01-01T00:00:00Z", soon.toString(), soon.minusSeconds(1).toString())) {
            Answer refused = api.operator().post("/v1/terms", rule(Map.of("valid_from", from)));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body().at("/errors/0/pointer").asString()).isEqualTo("/valid_from");
        }
    }

    @Test
    void refusesWhatIsNoRule() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("shares", Map.of("creator", 9_999)),
                        Map.of("shares", Map.of("author", 10_000)),
                        Map.of("cycle_days", Map.of("creator", -1)),
                        Map.of("cycle_days", Map.of("creator", 366)),
                        Map.of("kind", "Course"),
                        Map.of("currency", "CNY"),
                        Map.of("min_amount", 1),
                        Map.of("currency", "XXX", "min_amount", 1),
                        Map.of("currency", "CNY", "min_amount", 0),
                        Map.of("currency", "CNY", "min_amount", 2, "max_amount", 1))) {
            assertThat(api.operator().post("/v1/terms", rule(wrong)).status())
                    .as("%s", wrong)
                    .isEqualTo(400);
        }
        assertThat(
                        api.operator()
                                .post(
                                        "/v1/terms",
                                        rule(Map.of("platform", PlatformId.next().toString())))
                                .get("code"))
                .isEqualTo("platform_not_found");
    }

    @Test
    void showsPlatformItsOwnRulesAndTheAlliancesOnly() {
        String mine = api.operator().post("/v1/terms", rule(Map.of())).expect(201).get("id");
        Api.Client other = api.platform();

        assertThat(platform.get("/v1/terms?limit=200").expect(200).text())
                .contains(mine)
                .contains("\"version\":1,\"shares\":{\"creator\":7000");
        assertThat(other.get("/v1/terms?limit=200").expect(200).text()).doesNotContain(mine);
        assertThat(api.operator().get("/v1/terms?limit=200").expect(200).text()).contains(mine);
        assertThat(platform.post("/v1/terms", rule(Map.of())).status()).isEqualTo(403);
    }

    @Test
    void refusesEditsInTheDatabaseItself() {
        String edit = "UPDATE terms.rule SET version = 9";
        assertThatThrownBy(() -> database.sql(edit).update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> TestDatabase.owner().sql(edit).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("never edited");
        assertThatThrownBy(
                        () ->
                                database.sql(
                                                """
                                                INSERT INTO terms.rule (id, version, basis_points, cycle_days, valid_from)
                                                VALUES (gen_random_uuid(), 99, '{9999,0,0,0,0}', '{0,0,0,0,0}', now())
                                                """)
                                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("check");
    }

    private Map<String, Object> rule(Map<String, Object> fields) {
        Map<String, Object> rule = new HashMap<>();
        rule.put("platform", platform.id());
        rule.put("shares", HALVES);
        rule.putAll(fields);
        return rule;
    }

    private List<Long> amounts(Instant at) {
        PlatformId home = PlatformId.parse(platform.id());
        return terms
                .split(
                        new Sale(
                                home,
                                home,
                                CreatorId.next(),
                                null,
                                "course",
                                Money.of("CNY", 9900),
                                null,
                                at))
                .stream()
                .map(share -> share.amount().minor())
                .toList();
    }
}
