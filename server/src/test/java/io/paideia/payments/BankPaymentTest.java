package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.BankPost;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.ids.TypeId;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bank transfers through the whole house: what fits is a payment, what does not is a case. */
@ServerTest
class BankPaymentTest {

    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Api api;

    BankPaymentTest(Api api, Buyer buyer, JdbcClient sql) {
        this.api = api;
        this.buyer = buyer;
        this.sql = sql;
        this.shop = new Shop(api, buyer, sql, "EUR", 9900);
    }

    @Test
    void aTransferWithTheCodePaysTheOrderAndARefundGoesBackToThePayersAccount() {
        String order = shop.order();
        Answer payment = shop.paying(order, "bank_transfer").expect(201);
        assertThat(payment.body().at("/next_action/kind").asString()).isEqualTo("bank_transfer");

        buyer.transfers("99.00", "EUR", "thanks! " + code(payment).toLowerCase(Locale.ROOT));

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        Answer refund = shop.refunding(payment.get("id"), "EUR", 4000).expect(201);
        assertThat(refund.get("status")).as("%s", refund.text()).isEqualTo("succeeded");
        assertThat(shop.cases(reference(payment))).isEmpty();
    }

    @Test
    void moneyThatFitsNothingIsShownAndNotBooked() {
        String order = shop.order();
        Answer payment = shop.paying(order, "bank_transfer").expect(201);
        buyer.transfers("98.00", "EUR", code(payment));
        buyer.transfers("99.00", "CNY", code(payment));

        eventually(
                () ->
                        assertThat(shop.cases(reference(payment)))
                                .containsExactly("money_underpaid", "money_wrong_currency"));
        assertThat(details(reference(payment)))
                .contains("98.00 EUR arrived", "Ada Byron", "not booked");
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("requires_action");
        assertThat(shop.transfers(order, "sale")).isEmpty();
        buyer.transfers("99.00", "EUR", code(payment));
        shop.awaitPayment(payment.get("id"), "succeeded");
        buyer.transfers("99.00", "EUR", code(payment));
        eventually(() -> assertThat(shop.cases(reference(payment))).contains("money_paid_twice"));
        assertThat(shop.transfers(order, "sale")).hasSize(3);
    }

    @Test
    void moneyThatComesAfterTheCancellationGoesBackToWhereItCameFrom() {
        String order = shop.order();
        Answer payment = shop.paying(order, "bank_transfer").expect(201);
        shop.client.post("/v1/payments/" + payment.get("id") + "/cancel", Map.of()).expect(200);

        buyer.transfers("99.00", "EUR", code(payment));

        eventually(() -> assertThat(shop.transfers(order, "late_refund")).containsExactly(9900L));
        assertThat(shop.suspense(order)).isZero();
    }

    /** As banks send it at night: one statement for all, some of it nobody's. */
    @Test
    void allOfOneStatementIsActedOn() throws Exception {
        Answer one = shop.paying(shop.order(), "bank_transfer").expect(201);
        Answer other = shop.paying(shop.order(), "bank_transfer").expect(201);
        String day = TypeId.format("s", TypeId.next());
        String entry =
                """
                <Ntry><Amt Ccy="EUR">99.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><AcctSvcrRef>%s</AcctSvcrRef>
                <NtryDtls><TxDtls><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                """;
        String statement =
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>%s</Id>
                <Acct><Id><IBAN>%s</IBAN></Id></Acct>%s</Stmt></BkToCstmrStmt></Document>
                """
                        .formatted(
                                day,
                                one.body().at("/next_action/fields/account").asString(),
                                entry.formatted(day + "1", code(one))
                                        + entry.formatted(day + "2", "no code")
                                        + entry.formatted(day + "3", code(other)));

        HttpResponse<String> answer = BankPost.drop(api, statement);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        shop.awaitPayment(one.get("id"), "succeeded");
        shop.awaitPayment(other.get("id"), "succeeded");
        eventually(() -> assertThat(shop.cases(day + "2")).containsExactly("money_unknown_code"));
        eventually(
                () ->
                        assertThat(
                                        sql.sql(
                                                        "SELECT count(*) FROM channels.notice WHERE"
                                                            + " body = ? AND acted_at IS NOT NULL")
                                                .param(statement)
                                                .query(Integer.class)
                                                .single())
                                .isEqualTo(1));
        assertThat(BankPost.drop(api, statement).statusCode()).isEqualTo(200);
    }

    private static String code(Answer payment) {
        return payment.body().at("/next_action/fields/remittance_code").asString();
    }

    private String details(String reference) {
        return String.join(
                "\n",
                sql.sql("SELECT detail FROM payments.case_file WHERE reference = ?")
                        .param(reference)
                        .query(String.class)
                        .list());
    }
}
