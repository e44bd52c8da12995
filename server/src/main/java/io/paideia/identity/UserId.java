package io.paideia.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** A person, the same one on every platform. */
public record UserId(UUID value) {

    @JsonCreator
    public static UserId parse(String text) {
        return new UserId(TypeId.parse("usr", text));
    }

    public static UserId next() {
        return new UserId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("usr", value);
    }
}
