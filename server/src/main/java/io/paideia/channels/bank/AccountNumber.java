package io.paideia.channels.bank;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Account numbers with check digits. IBAN: ISO 13616, whose two check digits make the number modulo
 * 97 one, after its first four characters were moved to the end and letters became numbers. Local
 * numbers end with a Luhn digit (ISO/IEC 7812-1, annex B).
 */
final class AccountNumber {

    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");

    private static final Pattern LOCAL = Pattern.compile("[A-Z0-9]{1,34}");

    private AccountNumber() {}

    /** Whether it is a number of some bank's, and right if it looks like an IBAN. */
    static boolean isPossible(String account) {
        return IBAN.matcher(account).matches()
                ? modulo97(account) == 1
                : LOCAL.matcher(account).matches();
    }

    static boolean isIban(String account) {
        return IBAN.matcher(account).matches() && modulo97(account) == 1;
    }

    /**
     * Computes the check digits.
     *
     * @param country two letters
     * @param rest bank and account
     */
    static String iban(String country, String rest) {
        int check = 98 - modulo97(country + "00" + rest);
        return country + String.format(Locale.ROOT, "%02d", check) + rest;
    }

    /** Appends the Luhn digit. */
    static String luhn(String digits) {
        int sum = 0;
        boolean twice = true;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            int counted = twice ? 2 * digit : digit;
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }
        return digits + (10 - sum % 10) % 10;
    }

    /** As it is compared: without blanks, in capitals. */
    static String plain(String account) {
        return account.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    }

    private static int modulo97(String iban) {
        int rest = 0;
        String turned = iban.substring(4) + iban.substring(0, 4);
        for (int i = 0; i < turned.length(); i++) {
            int value = Character.digit(turned.charAt(i), 36);
            rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
        return rest;
    }
}
