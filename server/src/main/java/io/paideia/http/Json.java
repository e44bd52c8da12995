package io.paideia.http;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as API.md has it: snake_case, unknown fields refused, integers are integers, money in minor
 * units.
 */
@Configuration(proxyBeanMethods = false)
class Json {

    @Bean
    JsonMapperBuilderCustomizer conventions() {
        return builder ->
                builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        // Which of two amounts was meant nobody knows.
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .addModule(
                                new SimpleModule("money")
                                        .addSerializer(Money.class, new WriteMoney())
                                        .addDeserializer(Money.class, new ReadMoney()));
    }

    private static final class WriteMoney extends ValueSerializer<Money> {
        @Override
        public void serialize(Money money, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeNumberProperty("amount", money.minor());
            json.writeStringProperty("currency", money.currency().code());
            json.writeEndObject();
        }
    }

    private static final class ReadMoney extends ValueDeserializer<Money> {
        @Override
        public Money deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                return context.reportInputMismatch(
                        Money.class, "must be {\"amount\": …, \"currency\": …}");
            }
            JsonNode node = context.readTree(json);
            for (String field : node.propertyNames()) {
                if (!field.equals("amount") && !field.equals("currency")) {
                    return context.reportInputMismatch(Money.class, "unknown field " + field);
                }
            }
            JsonNode amount = node.get("amount");
            JsonNode currency = node.get("currency");
            if (amount == null || !amount.isIntegralNumber() || !amount.canConvertToLong()) {
                return context.reportInputMismatch(
                        Money.class, "amount must be an integer in minor units");
            }
            if (currency == null || !currency.isString()) {
                return context.reportInputMismatch(
                        Money.class, "currency must be an ISO 4217 code");
            }
            return Currency.find(currency.asString())
                    .map(known -> new Money(known, amount.asLong()))
                    .orElseGet(() -> unknown(context, currency.asString()));
        }

        private static Money unknown(DeserializationContext context, String code) {
            return context.reportInputMismatch(Money.class, "unknown currency " + code);
        }
    }
}
