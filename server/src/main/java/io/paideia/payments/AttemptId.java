package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One try to collect through one channel. */
public record AttemptId(UUID value) {

    @JsonCreator
    public static AttemptId parse(String text) {
        return new AttemptId(TypeId.parse("att", text));
    }

    public static AttemptId next() {
        return new AttemptId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("att", value);
    }
}
