package io.paideia.webhooks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** An address of a platform that is told what happens. */
record EndpointId(UUID value) {

    @JsonCreator
    static EndpointId parse(String text) {
        return new EndpointId(TypeId.parse("whe", text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("whe", value);
    }
}
