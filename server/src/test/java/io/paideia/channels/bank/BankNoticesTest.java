package io.paideia.channels.bank;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statements with several entries, as banks send them at night; signed with a key of the test. */
final class BankNoticesTest {

    private final BankSettings settings = MessagesTest.settings("10");
    private final MemoryBook book = new MemoryBook();
    private final Receipts receipts = new Receipts("bank", settings, book);
    private final BankSignature signature;
    private final BankNotices notices;

    BankNoticesTest() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair old = generator.generateKeyPair();
        KeyPair pair = generator.generateKeyPair();
        // The bank changes its key: both count.
        this.signature =
                new BankSignature(
                        base64(pair.getPrivate().getEncoded()),
                        pem(old.getPublic().getEncoded()) + pem(pair.getPublic().getEncoded()));
        BankOrders orders =
                new BankOrders("bank", settings, new BankGateway(settings, signature), book);
        this.notices = new BankNotices(settings, signature, new Incoming(receipts, orders), orders);
    }

    @Test
    void everythingInAStatementIsToldAndWhatFitsNothingToo() {
        Charge charge = ChannelScene.charge("bank_transfer", Money.of("EUR", 9900));
        String code = receipts.expect(charge).code();
        String refund = ChannelScene.reference();
        book.order("bank", "R" + refund, Money.of("EUR", 20_000));
        String text =
                statement(
                        "DE89370400440532013000",
                        "1300.00",
                        entry("A", "99.00", "", code)
                                + entry("B", "1.00", "", "a gift")
                                + entry(
                                                "C",
                                                "200.00",
                                                "<Refs><MsgId>R"
                                                        + refund
                                                        + "</MsgId><EndToEndId>"
                                                        + refund
                                                        + "</EndToEndId></Refs>",
                                                "closed account")
                                        .replace("</TxDtls>", "<RtrInf/></TxDtls>"));

        Told.Several several =
                expect(Told.Several.class, expect(NoticeReading.Genuine.class, read(text)).told());

        assertThat(several.all()).hasSize(3);
        assertThat(expect(Told.Charged.class, several.all().getFirst()).reference())
                .isEqualTo(charge.reference());
        assertThat(expect(Told.Arrived.class, several.all().get(1)).why())
                .isEqualTo("unknown_code");
        Told.Refunded returned = expect(Told.Refunded.class, several.all().get(2));
        assertThat(returned.reference()).isEqualTo(refund);
        assertThat(expect(Refunding.Refused.class, returned.refunding()).failure().code())
                .isEqualTo("returned");
        assertThat(read(text)).isEqualTo(read(text));
    }

    @Test
    void anEntryThatChangesUnderItsReferenceIsSuspicious() {
        Charge charge = ChannelScene.charge("bank_transfer", Money.of("EUR", 9900));
        String code = receipts.expect(charge).code();
        read(statement("DE89370400440532013000", "1001.00", entry("D", "1.00", "", code)));
        NoticeReading second =
                read(statement("DE89370400440532013000", "1099.00", entry("D", "99.00", "", code)));
        assertThat(
                        expect(
                                        Told.Arrived.class,
                                        expect(NoticeReading.Genuine.class, second).told())
                                .why())
                .isEqualTo("entry_changed");
    }

    @Test
    void foreignUnbalancedAndUnreadableStatementsAreRefusedAndShown() {
        assertThat(read(statement("NL91ABNA0417164300", "1001.00", entry("E", "1.00", "", "x"))))
                .isEqualTo(new NoticeReading.Refused("account", "S-1"));
        assertThat(
                        read(
                                statement(
                                        "DE89370400440532013000",
                                        "1002.00",
                                        entry("F", "1.00", "", "x"))))
                .isEqualTo(new NoticeReading.Refused("balance", "S-1"));
        assertThat(read("<!DOCTYPE a><a/>"))
                .isEqualTo(new NoticeReading.Refused("unreadable", "DE89370400440532013000"));
    }

    private NoticeReading read(String text) {
        return notices.read(
                new RawNotice("bank", Map.of(BankSignature.HEADER, signature.sign(text)), text));
    }

    private static String statement(String account, String closing, String entries) {
        return """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S-1</Id>
        <Acct><Id><IBAN>%s</IBAN></Id></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
        %s</Stmt></BkToCstmrStmt></Document>
        """
                .formatted(account, closing, entries);
    }

    private static String entry(String key, String amount, String refs, String text) {
        return """
        <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>%s</AcctSvcrRef>
        <NtryDtls><TxDtls>%s<RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
        """
                .formatted(amount, key, refs, text);
    }

    private static String pem(byte[] key) {
        return "-----BEGIN PUBLIC KEY-----\n" + base64(key) + "\n-----END PUBLIC KEY-----\n";
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }
}
