package io.paideia.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.ServerTest;
import io.paideia.http.Page;
import io.paideia.identity.CreatorId;
import io.paideia.identity.PlatformId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@ServerTest
class CatalogTest {

    private final Api api;
    private final Catalog catalog;
    private final Api.Client lantern;
    private final Api.Client inkwell;
    private final String creator;

    CatalogTest(Api api, Catalog catalog) {
        this.api = api;
        this.catalog = catalog;
        this.lantern = api.platform();
        this.inkwell = api.platform();
        this.creator = lantern.creator();
    }

    @Test
    void keepsProductAsItWasMade() {
        Map<String, Object> body =
                product(
                        Map.of(
                                "description", "From Apollonius on.",
                                "shares", Map.of("creator", 9000, "operator", 1000),
                                "content", "Chapter one"));

        Answer made = lantern.post("/v1/products", body).expect(201);

        assertThat(made.get("id")).startsWith("prd_");
        assertThat(made.header("Location")).isEqualTo("/v1/products/" + made.get("id"));
        JsonNode read = lantern.get(made.header("Location")).expect(200).body();
        assertThat(read.path("platform").asString()).isEqualTo(lantern.id());
        assertThat(read.path("kind").asString()).isEqualTo("course");
        assertThat(read.at("/price/amount").asLong()).isEqualTo(9900);
        assertThat(read.at("/shares/creator").asInt()).isEqualTo(9000);
        assertThat(read.path("cross_sale").asBoolean()).isTrue();
        assertThat(read.path("content").asString()).isEqualTo("Chapter one");
        assertThat(catalog.find(ProductId.parse(made.get("id"))))
                .map(Product::content)
                .hasValue("Chapter one");
    }

    @Test
    void showsContentToItsOwnPlatformOnly() {
        Answer made =
                lantern.post("/v1/products", product(Map.of("content", "the secret"))).expect(201);

        assertThat(made.text()).doesNotContain("the secret");
        assertThat(inkwell.get(made.header("Location")).expect(200).text())
                .doesNotContain("the secret");
        assertThat(api.operator().get(made.header("Location")).expect(200).text())
                .doesNotContain("the secret");
        assertThat(lantern.get("/v1/products").expect(200).text())
                .contains(made.get("id"))
                .doesNotContain("the secret");
    }

    @Test
    void hidesFromOthersWhatIsNotOpenToCrossSale() {
        Answer hidden =
                lantern.post("/v1/products", product(Map.of("cross_sale", false))).expect(201);
        Answer open = lantern.post("/v1/products", product(Map.of())).expect(201);

        assertThat(inkwell.get(hidden.header("Location")).status()).isEqualTo(404);
        assertThat(inkwell.get("/v1/products?limit=200").text())
                .contains(open.get("id"))
                .doesNotContain(hidden.get("id"));
        assertThat(lantern.get("/v1/products?limit=200").text())
                .contains(open.get("id"), hidden.get("id"));
    }

    @Test
    void fillsInTheTermOfMembershipsAndTheLengthOfConsultations() {
        assertThat(make(Map.of("kind", "membership")).path("term_days").asInt()).isEqualTo(30);
        assertThat(make(Map.of("kind", "membership", "term_days", 365)).path("term_days").asInt())
                .isEqualTo(365);
        assertThat(make(Map.of("kind", "consultation")).path("duration_minutes").asInt())
                .isEqualTo(60);
        assertThat(make(Map.of("kind", "ebook")).path("term_days").isNull()).isTrue();
    }

    @Test
    void refusesWhatIsNoProduct() {
        Map<Map<String, Object>, String> wrong =
                Map.ofEntries(
                        Map.entry(Map.of("kind", "Course"), "/kind"),
                        Map.entry(Map.of("title", " "), "/title"),
                        Map.entry(Map.of("title", "x".repeat(201)), "/title"),
                        Map.entry(Map.of("price", Api.money("CNY", 0)), "/price/amount"),
                        Map.entry(Map.of("price", Api.money("CNY", -1)), "/price/amount"),
                        Map.entry(
                                Map.of("price", Api.money("CNY", 1_000_000_000_001L)),
                                "/price/amount"),
                        Map.entry(Map.of("price", Api.money("ABC", 1)), "/price"),
                        Map.entry(Map.of("creator", "usr_1"), "/creator"),
                        Map.entry(Map.of("shares", Map.of("creator", 9_999)), "/shares"),
                        Map.entry(Map.of("shares", Map.of("author", 10_000)), "/shares"),
                        Map.entry(Map.of("description", "x".repeat(4_001)), "/description"),
                        Map.entry(Map.of("content", "x".repeat(100_001)), "/content"),
                        Map.entry(Map.of("term_days", 30), "/term_days"),
                        Map.entry(Map.of("duration_minutes", 30), "/duration_minutes"),
                        Map.entry(Map.of("colour", "red"), "/colour"));
        wrong.forEach(
                (fields, pointer) -> {
                    Answer refused = lantern.post("/v1/products", product(fields));
                    assertThat(refused.status()).as("%s", fields).isEqualTo(400);
                    assertThat(refused.body().at("/errors/0/pointer").asString())
                            .isEqualTo(pointer);
                });
        for (String field : List.of("kind", "title", "price", "creator")) {
            Map<String, Object> body = product(Map.of());
            body.remove(field);
            assertThat(lantern.post("/v1/products", body).body().at("/errors/0/pointer").asString())
                    .isEqualTo("/" + field);
        }
    }

    @Test
    void refusesCreatorThatDoesNotExist() {
        Answer refused =
                lantern.post(
                        "/v1/products", product(Map.of("creator", CreatorId.next().toString())));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.get("code")).isEqualTo("creator_not_found");
    }

    @Test
    void needsTheScopeToWriteButNoneToRead() {
        Api.Client reader = api.platform("entitlements:read");

        assertThat(reader.post("/v1/products", product(Map.of())).status()).isEqualTo(403);
        assertThat(reader.get("/v1/products").status()).isEqualTo(200);
        assertThat(reader.get("/v1/products/prd_1").status()).isEqualTo(404);
        assertThat(reader.get("/v1/products/" + ProductId.next()).status()).isEqualTo(404);
        assertThat(reader.get("/v1/products?kind=cars").status()).isEqualTo(400);
        assertThat(reader.get("/v1/products?limit=0").status()).isEqualTo(400);
        assertThat(reader.get("/v1/products?cursor=%25").status()).isEqualTo(400);
    }

    @Test
    void makesOneProductUnderOneIdempotencyKey() {
        String key = Api.unique("key");
        Map<String, Object> body = product(Map.of());

        Answer first = lantern.post("/v1/products", body, key).expect(201);
        Answer again = lantern.post("/v1/products", body, key).expect(201);
        Answer others = inkwell.post("/v1/products", body, key).expect(201);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(others.get("id"))
                .as("keys belong to their platform")
                .isNotEqualTo(first.get("id"));
    }

    @Test
    void listsNewestFirstPageByPage() {
        List<String> made =
                List.of(
                        make(Map.of("kind", "question")).path("id").asString(),
                        make(Map.of("kind", "question")).path("id").asString(),
                        make(Map.of("kind", "question")).path("id").asString());

        Answer first = lantern.get("/v1/products?kind=question&limit=2").expect(200);
        Answer second =
                lantern.get("/v1/products?kind=question&limit=2&cursor=" + first.get("next_cursor"))
                        .expect(200);

        assertThat(ids(first)).containsExactly(made.get(2), made.get(1));
        assertThat(ids(second)).startsWith(made.get(0));
    }

    @Test
    void findsByPartOfTheTitleLiterally() {
        String word = Api.unique("100%_Geometry");
        String id = make(Map.of("title", "On " + word + " again")).path("id").asString();
        PlatformId seller = PlatformId.parse(inkwell.id());

        assertThat(
                        catalog.list(
                                        seller,
                                        Kind.COURSE,
                                        word.toUpperCase(Locale.ROOT),
                                        Page.Request.of(null, null))
                                .data())
                .extracting(product -> product.id().toString())
                .containsExactly(id);
        assertThat(
                        catalog.list(
                                        seller,
                                        null,
                                        word.replace("%", "_"),
                                        Page.Request.of(null, null))
                                .data())
                .isEmpty();
    }

    @Test
    void findsManyAtOnceAndLeavesOutWhatIsNotThere() {
        ProductId one = ProductId.parse(make(Map.of()).path("id").asString());
        ProductId two = ProductId.parse(make(Map.of()).path("id").asString());

        assertThat(catalog.find(List.of(one, two, one, ProductId.next())))
                .containsOnlyKeys(one, two);
        assertThat(catalog.find(List.of())).isEmpty();
    }

    private JsonNode make(Map<String, Object> fields) {
        return lantern.post("/v1/products", product(fields)).expect(201).body();
    }

    private Map<String, Object> product(Map<String, Object> fields) {
        Map<String, Object> body = new HashMap<>();
        body.put("kind", "course");
        body.put("title", "Conic sections");
        body.put("price", Api.money("CNY", 9900));
        body.put("creator", creator);
        body.putAll(fields);
        return body;
    }

    private static List<String> ids(Answer list) {
        return list.body().path("data").valueStream().map(p -> p.path("id").asString()).toList();
    }
}
