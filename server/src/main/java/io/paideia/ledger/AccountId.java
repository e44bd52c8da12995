package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** The public id of an account. */
record AccountId(UUID value) {

    static final String PREFIX = "acc";

    @JsonCreator
    static AccountId parse(String text) {
        return new AccountId(TypeId.parse(PREFIX, text));
    }

    static AccountId next() {
        return new AccountId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
