package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.io.StringWriter;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * One transfer as pain.001.001.03 or .10: one message, one payment, one transaction, so that the
 * message's id makes a repeat harmless. Repeating gives the same text to the letter. Source: ISO
 * 20022, Customer Credit Transfer Initiation; the character set is EPC's for SEPA. Immutable.
 *
 * @param message 27 letters and digits
 * @param endToEnd our reference
 * @param at when it was ordered first
 */
record CreditTransfer(
        String message,
        String endToEnd,
        Money amount,
        String payee,
        String payeeAccount,
        @Nullable String payeeBic,
        String text,
        Instant at) {

    private static final int LONGEST_NAME = 70;
    private static final int LONGEST_TEXT = 140;
    private static final String OTHER_MARKS = "/-?:().,'+ ";

    /** Without the payee, who must not reach a log. */
    @Override
    public String toString() {
        return "CreditTransfer[" + message + ", " + amount + "]";
    }

    String xml(BankSettings from) {
        boolean newer = !from.pain().equals("03");
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            String space = "urn:iso:std:iso:20022:tech:xsd:pain.001.001." + from.pain();
            xml.writeStartElement("", "Document", space);
            xml.writeDefaultNamespace(space);
            xml.writeStartElement("CstmrCdtTrfInitn");
            header(xml, from);
            payment(xml, from, newer);
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Cannot write a transfer", e);
        }
        return text.toString();
    }

    private void header(XMLStreamWriter xml, BankSettings from) throws XMLStreamException {
        xml.writeStartElement("GrpHdr");
        leaf(xml, "MsgId", message);
        leaf(xml, "CreDtTm", at.truncatedTo(ChronoUnit.SECONDS).toString());
        leaf(xml, "NbOfTxs", "1");
        leaf(xml, "CtrlSum", amount.toDecimal());
        named(xml, "InitgPty", from.beneficiary());
        xml.writeEndElement();
    }

    private void payment(XMLStreamWriter xml, BankSettings from, boolean newer)
            throws XMLStreamException {
        xml.writeStartElement("PmtInf");
        leaf(xml, "PmtInfId", message);
        leaf(xml, "PmtMtd", "TRF");
        leaf(xml, "NbOfTxs", "1");
        leaf(xml, "CtrlSum", amount.toDecimal());
        String day = LocalDate.ofInstant(at, from.zone()).format(DateTimeFormatter.ISO_LOCAL_DATE);
        if (newer) {
            xml.writeStartElement("ReqdExctnDt");
            leaf(xml, "Dt", day);
            xml.writeEndElement();
        } else {
            leaf(xml, "ReqdExctnDt", day);
        }
        named(xml, "Dbtr", from.beneficiary());
        account(xml, "DbtrAcct", from.account());
        agent(xml, "DbtrAgt", from.bic(), newer);
        leaf(xml, "ChrgBr", "SLEV");
        transaction(xml, newer);
        xml.writeEndElement();
    }

    private void transaction(XMLStreamWriter xml, boolean newer) throws XMLStreamException {
        xml.writeStartElement("CdtTrfTxInf");
        xml.writeStartElement("PmtId");
        leaf(xml, "EndToEndId", endToEnd);
        xml.writeEndElement();
        xml.writeStartElement("Amt");
        xml.writeStartElement("InstdAmt");
        xml.writeAttribute("Ccy", amount.currency().code());
        xml.writeCharacters(amount.toDecimal());
        xml.writeEndElement();
        xml.writeEndElement();
        if (payeeBic != null) {
            agent(xml, "CdtrAgt", payeeBic, newer);
        }
        named(xml, "Cdtr", payee);
        account(xml, "CdtrAcct", payeeAccount);
        xml.writeStartElement("RmtInf");
        leaf(xml, "Ustrd", plain(text, LONGEST_TEXT));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void named(XMLStreamWriter xml, String element, String name)
            throws XMLStreamException {
        xml.writeStartElement(element);
        leaf(xml, "Nm", plain(name, LONGEST_NAME));
        xml.writeEndElement();
    }

    private static void account(XMLStreamWriter xml, String element, String number)
            throws XMLStreamException {
        String plain = AccountNumber.plain(number);
        xml.writeStartElement(element);
        xml.writeStartElement("Id");
        if (AccountNumber.isIban(plain)) {
            leaf(xml, "IBAN", plain);
        } else {
            xml.writeStartElement("Othr");
            leaf(xml, "Id", plain);
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void agent(XMLStreamWriter xml, String element, String bic, boolean newer)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeStartElement("FinInstnId");
        leaf(xml, newer ? "BICFI" : "BIC", bic);
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void leaf(XMLStreamWriter xml, String element, String text)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /**
     * What every bank takes: letters without marks, digits, a few signs; a full stop for others.
     */
    static String plain(String text, int longest) {
        String bare = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        StringBuilder plain = new StringBuilder();
        bare.codePoints()
                .limit(longest)
                .forEach(
                        c ->
                                plain.append(
                                        c < 128
                                                        && (Character.isLetterOrDigit(c)
                                                                || OTHER_MARKS.indexOf(c) >= 0)
                                                ? (char) c
                                                : '.'));
        String known = plain.toString().strip();
        return known.isEmpty() ? "NOTPROVIDED" : known;
    }
}
