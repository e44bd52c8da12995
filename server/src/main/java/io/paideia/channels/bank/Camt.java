package io.paideia.channels.bank;

import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Reads statements of account, camt.053.001.02 and .08. Source: ISO 20022, Bank-to-Customer Cash
 * Management. What is not booked yet is left out; an entry that bundles several transfers is taken
 * apart where their amounts add up to it.
 */
final class Camt {

    private static final String SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
    private static final Set<String> VERSIONS = Set.of(SPACE + "02", SPACE + "08");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,5})?");

    private Camt() {}

    /**
     * A statement.
     *
     * @param day of the bank's calendar on which it begins, null if it does not say
     * @param balanced whether its opening balance and its entries come to its closing balance
     */
    record Statement(
            String id,
            String account,
            @Nullable LocalDate day,
            boolean balanced,
            List<Entry> entries) {}

    static boolean is(Element root) {
        return String.valueOf(root.getNamespaceURI()).startsWith(SPACE);
    }

    static List<Statement> read(Element root, ZoneId zone) throws Xml.Unreadable {
        if (!VERSIONS.contains(String.valueOf(root.getNamespaceURI()))) {
            throw new Xml.Unreadable("not camt.053.001.02 or .08");
        }
        List<Statement> statements = new ArrayList<>();
        for (Element message : Xml.children(root, "BkToCstmrStmt")) {
            for (Element statement : Xml.children(message, "Stmt")) {
                statements.add(statement(statement, zone));
            }
        }
        return statements;
    }

    private static Statement statement(Element statement, ZoneId zone) throws Xml.Unreadable {
        String id = required(statement, "Id");
        List<Entry> entries = new ArrayList<>();
        List<Money> booked = new ArrayList<>();
        int nth = 0;
        for (Element entry : Xml.children(statement, "Ntry")) {
            nth++;
            if (status(entry).equals("BOOK")) {
                Entry whole = entry(entry, id, nth, zone);
                booked.add(whole.signed());
                entries.addAll(parts(entry, whole));
            }
        }
        return new Statement(
                id,
                AccountNumber.plain(account(statement, "Acct").orElse("")),
                Xml.text(statement, "FrToDt/FrDtTm")
                        .map(at -> at(at, zone))
                        .map(at -> LocalDate.ofInstant(at, zone))
                        .orElse(null),
                balanced(statement, booked),
                entries);
    }

    /** Statements of a running day may lack a closing balance; then there is nothing to compare. */
    private static boolean balanced(Element statement, List<Money> booked) throws Xml.Unreadable {
        Optional<Money> sum = balance(statement, "OPBD").or(() -> Optional.empty());
        Optional<Money> closing = balance(statement, "CLBD");
        if (sum.isEmpty() || closing.isEmpty()) {
            return closing.isEmpty();
        }
        Money total = sum.get();
        for (Money entry : booked) {
            if (!entry.currency().equals(total.currency())) {
                return false;
            }
            total = total.plus(entry);
        }
        return total.equals(closing.get());
    }

    private static Optional<Money> balance(Element statement, String code) {
        return Xml.children(statement, "Bal").stream()
                .filter(balance -> Xml.text(balance, "Tp/CdOrPrtry/Cd").equals(Optional.of(code)))
                .findFirst()
                .flatMap(
                        balance ->
                                Xml.at(balance, "Amt")
                                        .flatMap(Camt::money)
                                        .map(
                                                amount ->
                                                        side(balance) == Entry.Side.CREDIT
                                                                ? amount
                                                                : amount.negated()));
    }

    private static Entry entry(Element entry, String statement, int nth, ZoneId zone)
            throws Xml.Unreadable {
        String key =
                Xml.text(entry, "AcctSvcrRef")
                        .or(() -> Xml.text(entry, "NtryRef").map(ref -> statement + "/" + ref))
                        .orElse(statement + "/" + nth);
        Money amount =
                Xml.at(entry, "Amt")
                        .flatMap(Camt::money)
                        .orElseThrow(() -> new Xml.Unreadable("an entry without an amount"));
        Instant at =
                Xml.text(entry, "BookgDt/DtTm")
                        .or(() -> Xml.text(entry, "BookgDt/Dt"))
                        .map(text -> at(text, zone))
                        .orElse(null);
        Element details = Xml.at(entry, "NtryDtls/TxDtls").orElse(entry);
        String more = Xml.text(entry, "AddtlNtryInf").orElse("");
        return detailed(entry, details, key, amount, at, more);
    }

    /** The transfers that an entry bundles, or the entry itself. */
    private static List<Entry> parts(Element entry, Entry whole) {
        List<Element> details =
                Xml.children(entry, "NtryDtls").stream()
                        .flatMap(list -> Xml.children(list, "TxDtls").stream())
                        .toList();
        if (details.size() < 2) {
            return List.of(whole);
        }
        List<Entry> parts = new ArrayList<>();
        for (Element detail : details) {
            Optional<Money> amount =
                    Xml.at(detail, "Amt")
                            .or(() -> Xml.at(detail, "AmtDtls/TxAmt/Amt"))
                            .flatMap(Camt::money);
            if (amount.isEmpty() || !amount.get().currency().equals(whole.amount().currency())) {
                return List.of(whole);
            }
            String key = whole.key() + "/" + (parts.size() + 1);
            parts.add(detailed(entry, detail, key, amount.get(), whole.at(), ""));
        }
        Money sum = Money.zero(whole.amount().currency());
        for (Entry part : parts) {
            sum = sum.plus(part.amount());
        }
        return sum.equals(whole.amount()) ? parts : List.of(whole);
    }

    private static Entry detailed(
            Element entry,
            Element details,
            String key,
            Money amount,
            @Nullable Instant at,
            String more) {
        Entry.Side side = side(entry);
        boolean in = side == Entry.Side.CREDIT;
        String party = in ? "Dbtr" : "Cdtr";
        return new Entry(
                key,
                side,
                amount,
                at,
                Xml.at(details, "RtrInf").isPresent()
                        || Xml.text(entry, "RvslInd").equals(Optional.of("true")),
                Xml.text(details, "Refs/MsgId")
                        .or(() -> Xml.text(details, "Refs/PmtInfId"))
                        .orElse(null),
                Xml.text(details, "Refs/EndToEndId").orElse(null),
                Xml.text(details, "RltdPties/" + party + "/Pty/Nm")
                        .or(() -> Xml.text(details, "RltdPties/" + party + "/Nm"))
                        .orElse(null),
                account(details, "RltdPties/" + party + "Acct").orElse(null),
                Xml.text(details, "RltdAgts/" + party + "Agt/FinInstnId/BICFI")
                        .or(() -> Xml.text(details, "RltdAgts/" + party + "Agt/FinInstnId/BIC"))
                        .orElse(null),
                in
                        ? account(details, "RltdPties/CdtrAcct")
                                .map(AccountNumber::plain)
                                .orElse(null)
                        : null,
                text(details, more),
                Xml.written(details));
    }

    /** All that may hold a code; the blanks between keep pieces apart for the eye only. */
    private static String text(Element details, String more) {
        Stream<String> free =
                Xml.children(details, "RmtInf").stream()
                        .flatMap(info -> Xml.children(info, "Ustrd").stream())
                        .map(Element::getTextContent);
        Stream<String> structured =
                Xml.children(details, "RmtInf").stream()
                        .flatMap(info -> Xml.children(info, "Strd").stream())
                        .flatMap(info -> Xml.text(info, "CdtrRefInf/Ref").stream());
        return Stream.of(
                        free,
                        structured,
                        Xml.text(details, "Refs/EndToEndId")
                                .filter(id -> !id.equals("NOTPROVIDED"))
                                .stream(),
                        Stream.of(more))
                .flatMap(parts -> parts)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" | "));
    }

    private static Optional<String> account(Element from, String path) {
        return Xml.text(from, path + "/Id/IBAN").or(() -> Xml.text(from, path + "/Id/Othr/Id"));
    }

    /** A word in version 02, an element of its own in 08. */
    private static String status(Element entry) {
        return Xml.text(entry, "Sts/Cd").or(() -> Xml.text(entry, "Sts")).orElse("");
    }

    private static Entry.Side side(Element of) {
        return Xml.text(of, "CdtDbtInd").equals(Optional.of("CRDT"))
                ? Entry.Side.CREDIT
                : Entry.Side.DEBIT;
    }

    static Optional<Money> money(Element amount) {
        String decimal = amount.getTextContent().strip();
        if (!DECIMAL.matcher(decimal).matches()) {
            return Optional.empty();
        }
        try {
            return Currency.find(amount.getAttribute("Ccy"))
                    .map(currency -> Money.parse(currency, decimal));
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
    }

    private static @Nullable Instant at(String text, ZoneId zone) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            boolean zoned =
                    text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException malformed) {
            return null;
        }
    }

    private static String required(Element from, String path) throws Xml.Unreadable {
        return Xml.text(from, path)
                .orElseThrow(() -> new Xml.Unreadable("a statement without " + path));
    }
}
