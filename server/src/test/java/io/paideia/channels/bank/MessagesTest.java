package io.paideia.channels.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.money.Money;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages by themselves; the schemas are ISO 20022's, see vectors/iso20022. */
final class MessagesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "03, NL91ABNA0417164300, ABNANL2AXXX, Ada Byron",
        "10, NL91ABNA0417164300, ABNANL2AXXX, Ada Byron",
        "03, 6226090000000048, , 王小波",
        "10, 6226090000000048, , Zoë <Ångström> & 'Söhne'",
    })
    void transfersFollowTheSchema(
            String version, String account, @Nullable String bic, String payee) throws Exception {
        CreditTransfer transfer = transfer(account, bic, payee);
        String xml = transfer.xml(settings(version));

        SchemaFactory.newDefaultInstance()
                .newSchema(
                        Objects.requireNonNull(
                                getClass()
                                        .getResource(
                                                "/vectors/iso20022/pain.001.001."
                                                        + version
                                                        + ".xsd")))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
        assertThat(transfer.xml(settings(version))).isEqualTo(xml);
        assertThat(xml).contains("<InstdAmt Ccy=\"EUR\">40.00</InstdAmt>", transfer.message());
    }

    @Test
    void namesAreWrittenInTheLettersThatBanksTake() {
        assertThat(CreditTransfer.plain("Zoë Ångström & Söhne", 70))
                .isEqualTo("Zoe Angstrom . Sohne");
        assertThat(CreditTransfer.plain("x".repeat(100), 70)).hasSize(70);
        assertThat(CreditTransfer.plain(" ", 70)).isEqualTo("NOTPROVIDED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "08"})
    void bothVersionsOfAStatementReadTheSame(String version) throws Exception {
        Camt.Statement statement = read(statement(version, "1040.00", "")).getFirst();

        assertThat(statement.id()).isEqualTo("S-1");
        assertThat(statement.account()).isEqualTo("DE89370400440532013000");
        assertThat(statement.day()).isEqualTo(LocalDate.of(2026, 11, 20));
        assertThat(statement.balanced()).isTrue();
        assertThat(statement.entries()).hasSize(2);
        Entry credit = statement.entries().getFirst();
        assertThat(credit.key()).isEqualTo("REF-1");
        assertThat(credit.side()).isEqualTo(Entry.Side.CREDIT);
        assertThat(credit.amount()).isEqualTo(Money.of("EUR", 5000));
        assertThat(credit.other()).isEqualTo("Ada Byron");
        assertThat(credit.otherAccount()).isEqualTo("NL91ABNA0417164300");
        assertThat(credit.otherBic()).isEqualTo("ABNANL2AXXX");
        assertThat(credit.text()).isEqualTo("7K2M-9RC4 | RF18539007547034");
        // Without a reference of the bank's own: the statement's id and the entry's.
        assertThat(statement.entries().get(1).key()).isEqualTo("S-1/2");
        assertThat(statement.entries().get(1).side()).isEqualTo(Entry.Side.DEBIT);
    }

    @Test
    void aStatementThatDoesNotAddUpIsNotBalanced() throws Exception {
        assertThat(read(statement("08", "1040.01", "")).getFirst().balanced()).isFalse();
    }

    @Test
    void whatIsNotBookedYetIsNoMoney() throws Exception {
        String pending =
                "<Ntry><Amt"
                    + " Ccy=\"EUR\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts>"
                    + "<AcctSvcrRef>REF-3</AcctSvcrRef></Ntry>";
        Camt.Statement statement = read(statement("08", "1040.00", pending)).getFirst();
        assertThat(statement.entries()).hasSize(2);
        assertThat(statement.balanced()).isTrue();
    }

    @Test
    void aBundleIsTakenApartWhereItsPartsAddUp() throws Exception {
        String bundle =
                """
                <Ntry><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
                <AcctSvcrRef>REF-3</AcctSvcrRef><NtryDtls>
                <TxDtls><Amt Ccy="EUR">3.00</Amt><RmtInf><Ustrd>one</Ustrd></RmtInf></TxDtls>
                <TxDtls><Amt Ccy="EUR">%s</Amt><RmtInf><Ustrd>two</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                """;
        List<Entry> fit =
                read(statement("08", "1047.00", bundle.formatted("4.00"))).getFirst().entries();
        assertThat(fit).extracting(Entry::key).contains("REF-3/1", "REF-3/2");
        assertThat(fit.get(3).text()).isEqualTo("two");
        List<Entry> not =
                read(statement("08", "1047.00", bundle.formatted("5.00"))).getFirst().entries();
        assertThat(not).extracting(Entry::key).contains("REF-3").doesNotContain("REF-3/1");
    }

    @Test
    void documentTypesAndEntitiesAreRefusedBeforeAnythingIsFetched() {
        for (String attack :
                List.of(
                        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d>&x;</d>",
                        "<!DOCTYPE d SYSTEM \"http://127.0.0.1:9/evil.dtd\"><d/>",
                        "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>",
                        "<d>",
                        "",
                        "not xml")) {
            assertThatThrownBy(() -> Xml.root(attack)).isInstanceOf(Xml.Unreadable.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ACSC, Done",
        "ACCC, Done",
        "ACCP, Taken",
        "PDNG, Taken",
        "RJCT, Refused",
        "XXXX, Unknown"
    })
    void reportsAreReadByTheTransfersOwnStatus(String status, String meaning) throws Exception {
        StatusReport report =
                StatusReport.read(
                        Xml.root(
                                """
                                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                                <OrgnlGrpInfAndSts><OrgnlMsgId>R1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
                                <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>1</OrgnlEndToEndId><TxSts>%s</TxSts>
                                <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed account</AddtlInf></StsRsnInf>
                                </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                                """
                                        .formatted(status)));
        assertThat(report.message()).isEqualTo("R1");
        assertThat(report.endToEnd()).isEqualTo("1");
        assertThat(report.reason()).isEqualTo("AC04 closed account");
        assertThat(BankOrders.order(report).getClass().getSimpleName()).isEqualTo(meaning);
    }

    private static List<Camt.Statement> read(String xml) throws Xml.Unreadable {
        return Camt.read(Xml.root(xml), BERLIN);
    }

    private static String statement(String version, String closing, String more) {
        boolean newer = version.equals("08");
        return """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt>
        <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-20T23:00:00Z</CreDtTm></GrpHdr>
        <Stmt><Id>S-1</Id><FrToDt><FrDtTm>2026-11-20T00:00:00+01:00</FrDtTm></FrToDt>
        <Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
        <Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>%s<BookgDt><Dt>2026-11-20</Dt></BookgDt>
        <AcctSvcrRef>REF-1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
        <RltdPties><Dbtr>%s</Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties>
        <RltdAgts><DbtrAgt><FinInstnId>%s</FinInstnId></DbtrAgt></RltdAgts>
        <RmtInf><Ustrd>7K2M-9RC4</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>
        </TxDtls></NtryDtls></Ntry>
        <Ntry><NtryRef>2</NtryRef><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>%s</Ntry>%s
        </Stmt></BkToCstmrStmt></Document>
        """
                .formatted(
                        version,
                        closing,
                        newer ? "<Sts><Cd>BOOK</Cd></Sts>" : "<Sts>BOOK</Sts>",
                        newer ? "<Pty><Nm>Ada Byron</Nm></Pty>" : "<Nm>Ada Byron</Nm>",
                        newer ? "<BICFI>ABNANL2AXXX</BICFI>" : "<BIC>ABNANL2AXXX</BIC>",
                        newer ? "<Sts><Cd>BOOK</Cd></Sts>" : "<Sts>BOOK</Sts>",
                        more);
    }

    private static CreditTransfer transfer(String account, @Nullable String bic, String payee) {
        String reference = "01jv8w3k2m4n6p8q0r2s4t6v8w";
        return new CreditTransfer(
                "R" + reference,
                reference,
                Money.of("EUR", 4000),
                payee,
                account,
                bic,
                "Refund of a half",
                Instant.parse("2026-11-20T23:30:15.123Z"));
    }

    static BankSettings settings(String pain) {
        return new BankSettings(
                "DE89370400440532013000",
                "PDEIDEFFXXX",
                "Bank",
                "Paideia",
                Set.of("EUR"),
                BankSettings.Receipts.CODE,
                null,
                8,
                false,
                pain,
                "",
                "",
                URI.create("http://127.0.0.1:9/"),
                BERLIN,
                Duration.ofSeconds(20),
                Duration.ofSeconds(8));
    }
}
