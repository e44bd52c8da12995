package io.paideia.orders;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** An order. */
public record OrderId(UUID value) {

    @JsonCreator
    public static OrderId parse(String text) {
        return new OrderId(TypeId.parse("ord", text));
    }

    public static OrderId next() {
        return new OrderId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("ord", value);
    }
}
