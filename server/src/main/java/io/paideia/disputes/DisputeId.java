package io.paideia.disputes;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One dispute. */
public record DisputeId(UUID value) {

    @JsonCreator
    public static DisputeId parse(String text) {
        return new DisputeId(TypeId.parse("dsp", text));
    }

    public static DisputeId next() {
        return new DisputeId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("dsp", value);
    }
}
