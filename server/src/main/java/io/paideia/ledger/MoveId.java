package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** The id of a move between books, made by whoever orders it. */
record MoveId(UUID value) {

    @JsonCreator
    static MoveId parse(String text) {
        return new MoveId(TypeId.parse("mov", text));
    }

    static MoveId next() {
        return new MoveId(TypeId.next());
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("mov", value);
    }
}
