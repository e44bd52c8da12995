package io.paideia.payments;

import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asking channels what became of attempts. */
@ServerTest
class InquiryTest {

    private final Buyer buyer;
    private final JdbcClient sql;
    private final Shop cards;
    private final Shop phones;

    InquiryTest(Api api, Buyer buyer, JdbcClient sql) {
        this.buyer = buyer;
        this.sql = sql;
        this.cards = new Shop(api, buyer, sql, "USD", 9900);
        this.phones = new Shop(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    /** Stripe's answer is waited for longer than this test is patient. */
    @Test
    void aChannelThatHangsHoldsUpNoOther() {
        Answer card = cards.paying(cards.order(), "card").expect(201);
        Answer phone = phones.paying(phones.order(), "alipay_qr").expect(201);
        buyer.meets(reference(card), Map.of("name", "hang", "seconds", 60, "on", "query"));
        buyer.meets(reference(phone), "drop");
        assertThat(buyer.pays(reference(phone))).isTrue();

        cards.askNow(reference(card));
        eventually(() -> assertThat(checks(reference(card))).isEqualTo(1));
        phones.askNow(reference(phone));

        phones.awaitPayment(phone.get("id"), "succeeded");
    }

    private int checks(String reference) {
        return sql.sql("SELECT checks FROM payments.attempt WHERE reference = ?")
                .param(reference)
                .query(Integer.class)
                .single();
    }
}
