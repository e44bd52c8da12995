package io.paideia.channels.bank;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our account at a bank. Keys are PEM or bare Base64, given as text or as {@code file:} with a
 * path.
 *
 * @param account IBAN, or a number of the bank's own form
 * @param beneficiary the account's holder as banks know it
 * @param currencies that the account has; each has a balance of its own
 * @param receipts how a payer's money is recognised
 * @param virtualPrefix country and beginning of a virtual IBAN without its check digits, or the
 *     beginning of a local number
 * @param virtualDigits how many digits of ours follow the prefix
 * @param announce whether the bank wants to know each expected receipt beforehand, as where it
 *     opens virtual accounts
 * @param pain the version of pain.001 that the bank takes, 03 or 10
 * @param privateKey ours, for signing what we send
 * @param bankKey the bank's, for checking what it sends; several may follow each other
 * @param zone the bank's calendar
 * @param poll how old the running day's statement may be before a query fetches it again
 * @param timeout how long an answer may take before the outcome counts as unknown
 */
record BankSettings(
        String account,
        String bic,
        String bankName,
        String beneficiary,
        @DefaultValue("EUR") Set<String> currencies,
        @DefaultValue("code") Receipts receipts,
        @Nullable String virtualPrefix,
        @DefaultValue("8") int virtualDigits,
        @DefaultValue("false") boolean announce,
        @DefaultValue("10") String pain,
        String privateKey,
        String bankKey,
        URI gateway,
        @DefaultValue("Europe/Berlin") ZoneId zone,
        @DefaultValue("20s") Duration poll,
        @DefaultValue("8s") Duration timeout) {

    /** How a payer's money is recognised. */
    enum Receipts {
        /** One account, and a code in the transfer's text. */
        CODE,
        /** A virtual IBAN for each attempt. */
        VIRTUAL_IBAN,
        /** A virtual account of the bank's own form for each attempt, with a Luhn digit. */
        VIRTUAL_LOCAL
    }

    /** Without the keys, which must not reach a log. */
    @Override
    public String toString() {
        return "BankSettings[account=" + account + ", gateway=" + gateway + "]";
    }
}
