package io.paideia.terms;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** One version of a rule. */
record RuleId(UUID value) {

    @JsonCreator
    static RuleId parse(String text) {
        return new RuleId(TypeId.parse("trm", text));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("trm", value);
    }
}
