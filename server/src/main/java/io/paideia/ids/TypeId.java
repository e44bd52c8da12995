package io.paideia.ids;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Arrays;
import java.util.UUID;

/**
 * The text form of ids: {@code ord_01jd8k…}, a prefix and 26 characters of Crockford's base32 in
 * lower case, sorted like the UUID they stand for. Source: the TypeID specification 0.3.0.
 */
public final class TypeId {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (byte i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = i;
        }
    }

    private TypeId() {}

    /**
     * A new UUID of version 7: its first 48 bits are milliseconds, so that neighbours in time are
     * in the index.
     */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }

    public static String format(String prefix, UUID id) {
        char[] text = new char[LENGTH];
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return prefix + "_" + new String(text);
    }

    /**
     * Reads an id of this prefix.
     *
     * @throws MalformedId if the prefix is another one or the rest is no id
     */
    public static UUID parse(String prefix, String text) {
        if (text.length() != prefix.length() + 1 + LENGTH
                || !text.startsWith(prefix)
                || text.charAt(prefix.length()) != '_'
                || text.charAt(prefix.length() + 1) > '7') {
            throw new MalformedId(prefix, text);
        }
        long high = 0;
        long low = 0;
        for (int i = prefix.length() + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                throw new MalformedId(prefix, text);
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | value;
        }
        return new UUID(high, low);
    }

    /** The text is no id of the kind that was asked for. */
    public static final class MalformedId extends IllegalArgumentException {
        MalformedId(String prefix, String text) {
            super(
                    "Not an id of the form "
                            + prefix
                            + "_…: "
                            + (text.length() > 60 ? text.substring(0, 60) : text));
        }
    }
}
