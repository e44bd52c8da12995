package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** The collection of one order's money. */
public record PaymentId(UUID value) {

    @JsonCreator
    public static PaymentId parse(String text) {
        return new PaymentId(TypeId.parse("pay", text));
    }

    public static PaymentId next() {
        return new PaymentId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("pay", value);
    }
}
