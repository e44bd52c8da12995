package io.paideia.channels.bank;

import io.paideia.channels.Charge;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which charge an entry pays. Exactly one charge, exactly its amount, for the first time: that
 * is a payment. Anything else is money that a person must look at; nothing is guessed. Thread-safe.
 */
final class Receipts {

    private final String channel;
    private final BankSettings settings;
    private final BankBook book;

    Receipts(String channel, BankSettings settings, BankBook book) {
        this.channel = channel;
        this.settings = settings;
        this.book = book;
    }

    /** What the buyer of this charge names: the code, or the account of their own. */
    Expected expect(Charge charge) {
        return book.expect(
                channel,
                charge.reference(),
                charge.amount(),
                nth -> code(number(charge.reference() + ":" + nth)));
    }

    /** Writes down what arrived, once, and judges it; what was judged before stays so. */
    Told arrived(Entry entry) {
        Credit judged = judge(entry);
        Credit kept = book.enter(channel, judged);
        if (!kept.amount().equals(entry.amount())) {
            return told(
                    entry,
                    entry.key(),
                    "entry_changed",
                    "; the same entry stood at " + kept.amount() + " before");
        }
        if (kept.verdict() == Credit.Verdict.PAID && kept.reference() != null) {
            return new Told.Charged(kept.reference(), new Standing.Paid(kept.amount(), kept.key()));
        }
        return told(
                entry,
                kept.reference() == null ? kept.key() : kept.reference(),
                kept.verdict().name().toLowerCase(Locale.ROOT),
                "");
    }

    /** The one charge that an entry names, whatever its amount. */
    Optional<String> named(Entry entry) {
        return Optional.ofNullable(judge(entry).reference());
    }

    private Credit judge(Entry entry) {
        List<Expected> named = book.expected(channel, names(entry));
        Set<String> references =
                named.stream().map(Expected::reference).collect(Collectors.toSet());
        Optional<Expected> one =
                references.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
        Credit.Verdict verdict =
                one.map(expected -> compare(entry.amount(), expected.amount()))
                        .orElse(
                                references.isEmpty()
                                        ? Credit.Verdict.UNKNOWN_CODE
                                        : Credit.Verdict.AMBIGUOUS_CODE);
        return new Credit(
                entry.key(),
                entry.amount(),
                verdict,
                one.map(Expected::reference).orElse(null),
                entry.other(),
                entry.otherAccount(),
                entry.otherBic(),
                entry.text());
    }

    private static Credit.Verdict compare(Money arrived, Money expected) {
        if (!arrived.currency().equals(expected.currency())) {
            return Credit.Verdict.WRONG_CURRENCY;
        }
        if (arrived.equals(expected)) {
            return Credit.Verdict.PAID;
        }
        return arrived.exceeds(expected) ? Credit.Verdict.OVERPAID : Credit.Verdict.UNDERPAID;
    }

    private Set<String> names(Entry entry) {
        if (settings.receipts() == BankSettings.Receipts.CODE) {
            return RemittanceCode.candidates(entry.text());
        }
        return entry.toAccount() == null ? Set.of() : Set.of(entry.toAccount());
    }

    /** What arrived, in words; the payer's account only by its end. */
    static Told told(Entry entry, String reference, String why, String more) {
        String account = entry.otherAccount() == null ? "" : entry.otherAccount();
        String end = account.length() > 4 ? account.substring(account.length() - 4) : account;
        String detail =
                "%s arrived (entry %s) from %s, account …%s, saying \"%s\"%s. It is in the bank account and not booked."
                        .formatted(
                                entry.amount(),
                                entry.key(),
                                entry.other() == null ? "somebody unnamed" : entry.other(),
                                end,
                                entry.text(),
                                more);
        return new Told.Arrived(reference, why, entry.amount(), entry.key(), detail);
    }

    private String code(long number) {
        String prefix = settings.virtualPrefix() == null ? "" : settings.virtualPrefix();
        return switch (settings.receipts()) {
            case CODE -> RemittanceCode.of(number);
            case VIRTUAL_IBAN ->
                    AccountNumber.iban(
                            prefix.substring(0, 2), prefix.substring(2) + digits(number));
            case VIRTUAL_LOCAL -> AccountNumber.luhn(prefix + digits(number));
        };
    }

    private String digits(long number) {
        String digits = String.format(Locale.ROOT, "%018d", number % 1_000_000_000_000_000_000L);
        return digits.substring(digits.length() - settings.virtualDigits());
    }

    /** Follows from the reference, so that a repeated start needs no memory; not to be guessed. */
    private long number(String of) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((channel + ":" + of).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
