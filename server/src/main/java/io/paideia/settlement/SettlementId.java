package io.paideia.settlement;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One run of settling. */
record SettlementId(UUID value) {

    @JsonCreator
    static SettlementId parse(String text) {
        return new SettlementId(TypeId.parse("stl", text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("stl", value);
    }
}
