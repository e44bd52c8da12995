package io.paideia.channels.bank;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The code by which a transfer's text names what it pays: ten symbols and a check symbol, shown as
 * {@code 7K2M-9RC4-TA1}. It survives what banks and people do to it: small letters, blanks and
 * marks between, an O for a 0. No two of its symbols look alike; what looks like one of them is
 * read as it. The check symbol makes the sum of the symbols, each times its place from the end, a
 * multiple of 23, a prime; so every single wrong symbol and every swap of two is noticed.
 */
final class RemittanceCode {

    static final int LENGTH = 11;

    private static final String SYMBOLS = "0123456789ACEFHJKMNPRTW";
    private static final String ALIKE = "ODQILZSGB";
    private static final String MEANT = "000112568";

    private RemittanceCode() {}

    /** The code for a number; it counts modulo 23 to the tenth. */
    static String of(long number) {
        StringBuilder code = new StringBuilder(LENGTH);
        long rest = number & Long.MAX_VALUE;
        int sum = 0;
        for (int place = LENGTH; place > 1; place--) {
            int symbol = (int) (rest % SYMBOLS.length());
            rest /= SYMBOLS.length();
            code.append(SYMBOLS.charAt(symbol));
            sum += place * symbol;
        }
        int check = Math.floorMod(-sum, SYMBOLS.length());
        return code.append(SYMBOLS.charAt(check)).toString();
    }

    /** As people read it. */
    static String shown(String code) {
        return code.substring(0, 4) + "-" + code.substring(4, 8) + "-" + code.substring(8);
    }

    /** Everything in a text that could be a code; the register knows which ones are. */
    static Set<String> candidates(String text) {
        String plain = plain(text);
        Set<String> found = new LinkedHashSet<>();
        for (int from = 0; from + LENGTH <= plain.length(); from++) {
            String window = plain.substring(from, from + LENGTH);
            if (checks(window)) {
                found.add(window);
            }
        }
        return found;
    }

    private static boolean checks(String window) {
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            int symbol = SYMBOLS.indexOf(window.charAt(i));
            if (symbol < 0) {
                return false;
            }
            sum += (LENGTH - i) * symbol;
        }
        return sum % SYMBOLS.length() == 0;
    }

    /** Capitals without anything between them; look-alikes as what they look like. */
    private static String plain(String text) {
        String wide = Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT);
        StringBuilder plain = new StringBuilder(wide.length());
        for (int i = 0; i < wide.length(); i++) {
            char c = wide.charAt(i);
            if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                int alike = ALIKE.indexOf(c);
                plain.append(alike < 0 ? c : MEANT.charAt(alike));
            }
        }
        return plain.toString();
    }
}
