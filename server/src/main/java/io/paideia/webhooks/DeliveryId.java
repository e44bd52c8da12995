package io.paideia.webhooks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One event on its way to one endpoint. */
record DeliveryId(UUID value) {

    @JsonCreator
    static DeliveryId parse(String text) {
        return new DeliveryId(TypeId.parse("whd", text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("whd", value);
    }
}
