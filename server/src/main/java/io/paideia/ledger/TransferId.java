package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.paideia.ids.TypeId;
import java.util.UUID;

/** The id of a transfer, made by whoever orders it. */
public record TransferId(UUID value) {

    private static final long VARIANT = 0xC000_0000_0000_0000L;

    @JsonCreator
    public static TransferId parse(String text) {
        return new TransferId(TypeId.parse("tfr", text));
    }

    public static TransferId next() {
        return new TransferId(TypeId.next());
    }

    /**
     * The nth transfer that follows from a cause with an id of its own. The same cause gives the
     * same ids, so that posting it twice is seen; the time bits stay, so that neighbours in time
     * stay neighbours in the index.
     */
    public static TransferId of(UUID cause, int nth) {
        long mixed = cause.getLeastSignificantBits() ^ (nth * 0x9E37_79B9_7F4A_7C15L);
        return new TransferId(
                new UUID(
                        cause.getMostSignificantBits(),
                        (cause.getLeastSignificantBits() & VARIANT) | (mixed & ~VARIANT)));
    }

    @JsonValue
    @Override
    public String toString() {
        return TypeId.format("tfr", value);
    }
}
