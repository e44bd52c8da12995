package io.paideia.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** Something that is sold. */
public record ProductId(UUID value) {

    @JsonCreator
    public static ProductId parse(String text) {
        return new ProductId(TypeId.parse("prd", text));
    }

    public static ProductId next() {
        return new ProductId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("prd", value);
    }
}
