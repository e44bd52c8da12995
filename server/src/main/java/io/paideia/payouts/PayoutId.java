package io.paideia.payouts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.Optional;
import java.util.UUID;

/** One sending of a party's money. */
public record PayoutId(UUID value) {

    private static final String PREFIX = "pot";

    @JsonCreator
    public static PayoutId parse(String text) {
        return new PayoutId(TypeId.parse(PREFIX, text));
    }

    /** Which payout a channel may mean by this reference; empty if it is none of our names. */
    static Optional<PayoutId> ofReference(String reference) {
        try {
            return Optional.of(parse(PREFIX + "_" + reference));
        } catch (TypeId.MalformedId e) {
            return Optional.empty();
        }
    }

    /** 26 letters and digits: what the channel knows it by. */
    String reference() {
        return toString().substring(PREFIX.length() + 1);
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format(PREFIX, value);
    }
}
