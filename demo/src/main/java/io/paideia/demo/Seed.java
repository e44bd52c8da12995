package io.paideia.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Brings sample data in through the public API, as any platform would. What is there already is
 * recognised by its natural key and left alone, so a start that was cut short is carried on.
 */
final class Seed {

    static final String BUYER_EMAIL = "ada@example.com";
    static final String BUYER_PASSWORD = "lovelace-1843";

    private static final String BUYER_NAME = "Ada Lovelace";
    private static final List<DemoClient> PLATFORMS =
            List.of(DemoClient.LANTERN, DemoClient.INKWELL);

    /** All but {@code operator} and those that move money out of the alliance's accounts. */
    private static final List<String> PLATFORM_SCOPES =
            List.of(
                    "catalog:write",
                    "orders:write",
                    "payments:write",
                    "refunds:write",
                    "users:write",
                    "ledger:read",
                    "settlements:read",
                    "entitlements:read");

    private final URI server;
    private final Api operator;

    private Seed(URI server, Api operator) {
        this.server = server;
        this.operator = operator;
    }

    /** Returns once all of it is there. */
    static void plant(URI server, Consumer<String> progress) {
        Seed seed = new Seed(server, Api.signIn(server, DemoClient.OPERATOR));
        Map<String, String> platforms = seed.platforms();
        List<Runnable> missing = new ArrayList<>();
        for (DemoClient client : PLATFORMS) {
            Assortment assortment = Assortment.of(client);
            String platform = platforms.get(client.id());
            if (platform == null || !seed.complete(client, platform, assortment)) {
                missing.add(() -> seed.open(client, assortment));
            }
        }
        if (!missing.isEmpty()) {
            progress.accept("Bringing in the sample data …");
            // Products come last: once they are all there, so is everything else.
            seed.buyer();
            missing.forEach(Runnable::run);
        }
    }

    /** Ids of the platforms by client id. */
    private Map<String, String> platforms() {
        Map<String, String> platforms = new HashMap<>();
        for (JsonNode platform : operator.list("/v1/platforms")) {
            platforms.put(text(platform, "client_id"), text(platform, "id"));
        }
        return platforms;
    }

    private boolean complete(DemoClient client, String platform, Assortment assortment) {
        Set<String> there = titles(Api.signIn(server, client), platform);
        return assortment.products().stream().allMatch(it -> there.contains(it.title()));
    }

    private void buyer() {
        Map<String, String> person = Map.of("email", BUYER_EMAIL, "name", BUYER_NAME);
        String id = text(operator.post("/v1/users", null, person), "id");
        operator.put("/v1/users/" + id + "/password", Map.of("password", BUYER_PASSWORD));
    }

    private void open(DemoClient client, Assortment assortment) {
        String platform = platforms().get(client.id());
        if (platform == null) {
            platform = admit(client, assortment);
        }
        agree(platform, assortment);
        Api seller = Api.signIn(server, client);
        Map<String, String> creators = creators(seller, assortment);
        Set<String> there = titles(seller, platform);
        // Shops list the newest first, and the file begins with what is to stand first.
        for (Assortment.Product product : assortment.products().reversed()) {
            if (!there.contains(product.title())) {
                Map<?, ?> request =
                        product.request(String.valueOf(creators.get(product.creator())));
                seller.post("/v1/products", key(request), request);
            }
        }
    }

    private String admit(DemoClient client, Assortment assortment) {
        Map<String, Object> request =
                Map.of(
                        "name", assortment.name(),
                        "slug", assortment.slug(),
                        "client_id", client.id(),
                        "client_secret", client.secret(),
                        "scopes", PLATFORM_SCOPES);
        return text(operator.post("/v1/platforms", null, request), "id");
    }

    /** A rule is made once for a platform and a kind; later versions are the operator's affair. */
    private void agree(String platform, Assortment assortment) {
        List<JsonNode> made = operator.list("/v1/terms");
        for (Assortment.Rule rule : assortment.terms()) {
            String kind = rule.kind() == null ? "" : rule.kind();
            boolean there =
                    made.stream()
                            .anyMatch(
                                    it ->
                                            text(it, "platform").equals(platform)
                                                    && text(it, "kind").equals(kind));
            if (!there) {
                Map<String, Object> request = new HashMap<>();
                Assortment.body(rule).forEach((name, value) -> request.put("" + name, value));
                request.put("platform", platform);
                operator.post("/v1/terms", null, request);
            }
        }
    }

    /** Ids of the creators by e-mail; the same e-mail is the same creator everywhere. */
    private static Map<String, String> creators(Api seller, Assortment assortment) {
        Map<String, String> ids = new HashMap<>();
        for (Assortment.Creator creator : assortment.creators()) {
            JsonNode made = seller.post("/v1/creators", null, Assortment.body(creator));
            ids.put(creator.email(), text(made, "id"));
        }
        return ids;
    }

    private static Set<String> titles(Api seller, String platform) {
        return seller.list("/v1/products").stream()
                .filter(product -> text(product, "platform").equals(platform))
                .map(product -> text(product, "title"))
                .collect(Collectors.toSet());
    }

    /** Follows from the request, so that a later edition of the sample data has other keys. */
    private static String key(Map<?, ?> request) {
        byte[] bytes = request.toString().getBytes(StandardCharsets.UTF_8);
        return "demo-" + UUID.nameUUIDFromBytes(bytes);
    }

    /** A field's text; empty if it is missing or null. */
    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.asString() : "";
    }
}
