package io.paideia.entitlements;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One right of one person to one product. */
public record EntitlementId(UUID value) {

    @JsonCreator
    public static EntitlementId parse(String text) {
        return new EntitlementId(TypeId.parse("ent", text));
    }

    static EntitlementId next() {
        return new EntitlementId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("ent", value);
    }
}
