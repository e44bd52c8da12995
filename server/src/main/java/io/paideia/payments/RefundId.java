package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One giving back of a payment or of a part of it. */
public record RefundId(UUID value) {

    @JsonCreator
    public static RefundId parse(String text) {
        return new RefundId(TypeId.parse("rfd", text));
    }

    public static RefundId next() {
        return new RefundId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("rfd", value);
    }
}
