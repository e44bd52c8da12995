package io.paideia.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** A platform of the alliance: an app or a site that sells. */
public record PlatformId(UUID value) {

    @JsonCreator
    public static PlatformId parse(String text) {
        return new PlatformId(TypeId.parse("plt", text));
    }

    public static PlatformId next() {
        return new PlatformId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("plt", value);
    }
}
