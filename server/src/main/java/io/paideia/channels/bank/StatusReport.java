package io.paideia.channels.bank;

import io.paideia.money.Money;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What the bank says of one of our transfers, from pain.002 in whatever version: the transfer's own
 * status, else its group's. Source: ISO 20022, Customer Payment Status Report. Immutable.
 *
 * @param message the id of our message
 * @param endToEnd our reference of the transfer, empty if the report names none
 * @param status ACCP, ACSC, RJCT, …
 * @param reason the bank's code and words, empty if it gives none
 * @param amount of the transfer it means, null if the report names none
 */
record StatusReport(
        String message, String endToEnd, String status, String reason, @Nullable Money amount) {

    private static final String SPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.";

    static boolean is(Element root) {
        return String.valueOf(root.getNamespaceURI()).startsWith(SPACE);
    }

    /** Our messages carry one transfer each, so a report has one answer. */
    static StatusReport read(Element root) throws Xml.Unreadable {
        Element report = is(root) ? Xml.at(root, "CstmrPmtStsRpt").orElse(root) : root;
        String message =
                Xml.text(report, "OrgnlGrpInfAndSts/OrgnlMsgId")
                        .orElseThrow(() -> new Xml.Unreadable("not pain.002"));
        Optional<Element> payment = Xml.at(report, "OrgnlPmtInfAndSts");
        Optional<Element> transfer = payment.flatMap(of -> Xml.at(of, "TxInfAndSts"));
        String status =
                transfer.flatMap(of -> Xml.text(of, "TxSts"))
                        .or(() -> payment.flatMap(of -> Xml.text(of, "PmtInfSts")))
                        .or(() -> Xml.text(report, "OrgnlGrpInfAndSts/GrpSts"))
                        .orElse("");
        return new StatusReport(
                message,
                transfer.flatMap(of -> Xml.text(of, "OrgnlEndToEndId")).orElse(""),
                status,
                transfer.flatMap(StatusReport::why)
                        .or(() -> payment.flatMap(StatusReport::why))
                        .or(() -> Xml.at(report, "OrgnlGrpInfAndSts").flatMap(StatusReport::why))
                        .orElse(""),
                transfer.flatMap(of -> Xml.at(of, "OrgnlTxRef/Amt/InstdAmt"))
                        .flatMap(Camt::money)
                        .orElse(null));
    }

    /** Whether it may speak of a transfer of this amount. */
    boolean names(Money ordered) {
        return amount == null || amount.equals(ordered);
    }

    private static Optional<String> why(Element of) {
        return Xml.at(of, "StsRsnInf")
                .map(
                        reason ->
                                String.join(
                                        " ",
                                        List.of(
                                                Xml.text(reason, "Rsn/Cd").orElse(""),
                                                Xml.text(reason, "AddtlInf").orElse(""))))
                .map(String::strip);
    }
}
