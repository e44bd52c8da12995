package io.paideia.disputes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/**
 * Makes another text have a wanted CRC-32, by sixty-four characters of it that may be 0 or 1. A
 * checksum is no signature: each such character changes it in its own fixed way, so which of them
 * to set are linear equations.
 */
final class SameChecksum {

    /** To be put into the text once. */
    static final String ROOM = "0".repeat(64);

    private SameChecksum() {}

    static String of(String text, String wantedAs) {
        int at = text.indexOf(ROOM);
        long base = checksum(text);
        long[] effects = new long[32];
        long[] choices = new long[32];
        for (int i = 0; i < ROOM.length(); i++) {
            long effect = base ^ checksum(with(text, at, 1L << i));
            long choice = 1L << i;
            for (int bit = 0; bit < 32 && effect != 0; bit++) {
                if ((effect >>> bit & 1) == 0) {
                    continue;
                }
                if (effects[bit] == 0) {
                    effects[bit] = effect;
                    choices[bit] = choice;
                    break;
                }
                effect ^= effects[bit];
                choice ^= choices[bit];
            }
        }
        long lacking = base ^ checksum(wantedAs);
        long chosen = 0;
        for (int bit = 0; bit < 32; bit++) {
            if ((lacking >>> bit & 1) != 0) {
                lacking ^= effects[bit];
                chosen ^= choices[bit];
            }
        }
        return with(text, at, chosen);
    }

    private static String with(String text, int at, long ones) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 0; i < ROOM.length(); i++) {
            changed.setCharAt(at + i, (ones >>> i & 1) == 1 ? '1' : '0');
        }
        return changed.toString();
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(UTF_8));
        return crc.getValue();
    }
}
