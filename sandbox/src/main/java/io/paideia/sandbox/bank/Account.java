package io.paideia.sandbox.bank;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.ZoneId;

/** The merchant's account, the bank's signing key and the merchant's public one. */
record Account(PrivateKey bankKey, PublicKey merchantKey) {

    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final String BIC = "PDEIDEFFXXX";
    static final String BANK_NAME = "Sandbox Bank";
    static final String HOLDER = "Paideia Sandbox Merchant";
    static final String IBAN = iban("DE", "500105170000004711");
    static final String OTHER_IBAN = iban("DE", "500105170000009999");
    static final String PAYER = "Ada Byron";
    static final String PAYER_IBAN = iban("NL", "ABNA0417164300");
    static final String PAYER_BIC = "ABNANL2AXXX";

    /** What was on the account before anything happened, in each currency's major unit. */
    static final String OPENING = "1000000";

    /** Computes the check digits of ISO 13616. */
    static String iban(String country, String rest) {
        return country + String.format("%02d", 98 - remainder(rest + country + "00")) + rest;
    }

    /** Whether the number carries an IBAN's check digits. */
    static boolean isIban(String number) {
        return number.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
                && remainder(number.substring(4) + number.substring(0, 4)) == 1;
    }

    private static int remainder(String text) {
        StringBuilder digits = new StringBuilder();
        text.chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new java.math.BigInteger(digits.toString())
                .mod(java.math.BigInteger.valueOf(97))
                .intValue();
    }
}
