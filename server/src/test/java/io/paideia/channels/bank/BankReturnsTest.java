package io.paideia.channels.bank;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What we sent and what the bank says became of it; signed with a key of the test. */
final class BankReturnsTest {

    private static final Money SENT = Money.of("EUR", 20_000);

    private final BankSettings settings = MessagesTest.settings("10");
    private final MemoryBook book = new MemoryBook();
    private final Receipts receipts = new Receipts("bank", settings, book);
    private final BankSignature signature;
    private final BankNotices notices;
    private final BankStatements statements;
    private final String reference = ChannelScene.reference();

    BankReturnsTest() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        this.signature =
                new BankSignature(
                        base64(pair.getPrivate().getEncoded()),
                        "-----BEGIN PUBLIC KEY-----\n"
                                + base64(pair.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");
        BankGateway gateway = new BankGateway(settings, signature);
        BankOrders orders = new BankOrders("bank", settings, gateway, book);
        Incoming incoming = new Incoming(receipts, orders);
        this.notices = new BankNotices(settings, signature, incoming, orders);
        this.statements =
                new BankStatements(
                        settings, gateway, receipts, incoming, told -> {}, Clock.systemUTC());
    }

    @Test
    void theWholeOfWhatWasSentUndoesIt() {
        book.order("bank", "R" + reference, SENT);
        Told.Refunded refund = expect(Told.Refunded.class, returned("R", "200.00"));
        assertThat(refund.reference()).isEqualTo(reference);
        assertThat(refund.amount()).isEqualTo(SENT);
        assertThat(expect(Refunding.Refused.class, refund.refunding()).failure().code())
                .isEqualTo("returned");
        book.order("bank", "T" + reference, SENT);
        Told.Transferred transfer = expect(Told.Transferred.class, returned("T", "200.00"));
        assertThat(transfer.amount()).isEqualTo(SENT);
        expect(Transferring.Returned.class, transfer.transferring());
    }

    @ParameterizedTest
    @CsvSource({"R, 199.99", "R, 0.01", "R, 200.01", "T, 185.00", "T, 2000.00"})
    void anotherAmountThanWasSentIsForAPersonAndUndoesNothing(String kind, String amount) {
        book.order("bank", kind + reference, SENT);
        Told.Arrived arrived = expect(Told.Arrived.class, returned(kind, amount));
        assertThat(arrived.why()).isEqualTo("return_differs");
        assertThat(arrived.reference()).isEqualTo(reference);
        assertThat(arrived.amount().toDecimal()).isEqualTo(amount);
        assertThat(arrived.detail()).contains("200.00 EUR", amount + " EUR", "not booked");
    }

    @Test
    void whatWasNeverSentCannotComeBack() {
        assertThat(expect(Told.Arrived.class, returned("R", "200.00")).why())
                .isEqualTo("return_unknown");
    }

    @ParameterizedTest
    @CsvSource({"R, RJCT", "R, ACSC", "T, RJCT", "T, ACSC"})
    void aReportOfAnotherAmountIsRefusedAndShown(String kind, String status) {
        book.order("bank", kind + reference, SENT);
        assertThat(read(report(kind, reference, status, "199.00")))
                .isEqualTo(new NoticeReading.Refused("amount", reference));
        NoticeReading.Genuine equal =
                expect(
                        NoticeReading.Genuine.class,
                        read(report(kind, reference, status, "200.00")));
        assertThat(
                        equal.told() instanceof Told.Refunded refunded
                                ? refunded.amount()
                                : expect(Told.Transferred.class, equal.told()).amount())
                .isEqualTo(SENT);
    }

    @Test
    void aReportThatNamesTwoTransfersIsAboutNeither() {
        book.order("bank", "R" + reference, SENT);
        assertThat(read(report("R", ChannelScene.reference(), "RJCT", "200.00")))
                .isInstanceOf(NoticeReading.Irrelevant.class);
    }

    /** A payer may write whatever into the message's names. */
    @Test
    void moneyThatCameInIsNoRefundWhateverItIsCalled() {
        assertThat(statements.line(entry(Entry.Side.CREDIT, false)).kind())
                .isEqualTo(Line.Kind.PAYMENT);
        assertThat(statements.line(entry(Entry.Side.CREDIT, false)).reference()).isNull();
        assertThat(statements.line(entry(Entry.Side.CREDIT, true)).kind())
                .isEqualTo(Line.Kind.OTHER);
        assertThat(statements.line(entry(Entry.Side.DEBIT, false)).kind())
                .isEqualTo(Line.Kind.REFUND);
        assertThat(statements.line(entry(Entry.Side.DEBIT, true)).kind())
                .isEqualTo(Line.Kind.OTHER);
    }

    private Entry entry(Entry.Side side, boolean returned) {
        return new Entry(
                "K-" + side + returned,
                side,
                SENT,
                null,
                returned,
                "R" + reference,
                reference,
                null,
                null,
                null,
                null,
                "",
                "");
    }

    private Told returned(String kind, String amount) {
        String closing = Money.parse(SENT.currency(), amount).plus(SENT.times(5)).toDecimal();
        String text =
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S-1</Id>
                <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
                <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
                <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
                <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>A</AcctSvcrRef>
                <NtryDtls><TxDtls><Refs><MsgId>%s</MsgId><EndToEndId>%s</EndToEndId></Refs><RtrInf/></TxDtls></NtryDtls></Ntry>
                </Stmt></BkToCstmrStmt></Document>
                """
                        .formatted(closing, amount, kind + reference, reference);
        return expect(NoticeReading.Genuine.class, read(text)).told();
    }

    private String report(String kind, String endToEnd, String status, String amount) {
        return """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
        <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId></OrgnlGrpInfAndSts>
        <OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts>
        <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">%s</InstdAmt></Amt></OrgnlTxRef>
        </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
        """
                .formatted(kind + reference, endToEnd, status, amount);
    }

    private NoticeReading read(String text) {
        return notices.read(
                new RawNotice("bank", Map.of(BankSignature.HEADER, signature.sign(text)), text));
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }
}
