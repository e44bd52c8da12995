package io.paideia.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one platform of the demo sells, by whom and on which terms, as the file of its name among
 * the resources says. Fields are called as in the API.
 *
 * @param slug the platform's, as its shop's address has it
 */
record Assortment(
        String name,
        String slug,
        List<Rule> terms,
        List<Creator> creators,
        List<Product> products) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .changeDefaultPropertyInclusion(
                            all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /** A rule of its platform, for one kind of product or, if that is null, for all. */
    record Rule(
            @Nullable String kind, Map<String, Integer> shares, Map<String, Integer> cycleDays) {}

    record Creator(String name, String email) {}

    record Price(long amount, String currency) {}

    /**
     * @param creator the creator's e-mail in the file, the id in a request
     */
    record Product(
            String kind,
            String title,
            String description,
            Price price,
            String creator,
            @Nullable Boolean crossSale,
            @Nullable Integer termDays,
            @Nullable Integer durationMinutes,
            String content) {

        /** The request that makes it. */
        Map<?, ?> request(String creatorId) {
            return body(
                    new Product(
                            kind,
                            title,
                            description,
                            price,
                            creatorId,
                            crossSale,
                            termDays,
                            durationMinutes,
                            content));
        }
    }

    /** Reads the file of a platform. */
    static Assortment of(DemoClient client) {
        String file = "/demo/" + client.id().replace("demo-", "") + ".yaml";
        try (InputStream stream =
                Objects.requireNonNull(Assortment.class.getResourceAsStream(file), file)) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
            return JSON.convertValue(tree, Assortment.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** A value as the API wants it. */
    static Map<?, ?> body(Object value) {
        return JSON.convertValue(value, Map.class);
    }
}
