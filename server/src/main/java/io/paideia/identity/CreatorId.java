package io.paideia.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** Whoever made what is sold. */
public record CreatorId(UUID value) {

    @JsonCreator
    public static CreatorId parse(String text) {
        return new CreatorId(TypeId.parse("cre", text));
    }

    public static CreatorId next() {
        return new CreatorId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("cre", value);
    }
}
