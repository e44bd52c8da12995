package io.paideia.channels.bank;

import static io.paideia.Shop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Money that came while the bank told nobody, and nobody asked for a payment. */
@ServerTest
class BankWatchTest {

    private final BankWatch watch;
    private final Buyer buyer;
    private final JdbcClient sql;

    BankWatchTest(BankWatch watch, Buyer buyer, JdbcClient sql) {
        this.watch = watch;
        this.buyer = buyer;
        this.sql = sql;
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void findsWhatNobodyTold() {
        String text = Api.unique("for nothing");
        buyer.channelMeets("bank", "drop");
        buyer.transfers("12.34", "EUR", text);

        eventually(
                () -> {
                    watch.look();
                    assertThat(cases(text)).isEqualTo(1);
                });
        assertThat(
                        sql.sql("SELECT count(*) FROM channels.notice WHERE body LIKE ?")
                                .param("%" + text + "%")
                                .query(Integer.class)
                                .single())
                .as("notices of it")
                .isZero();
    }

    private int cases(String text) {
        return sql.sql(
                        "SELECT count(*) FROM payments.case_file WHERE kind = 'money_unknown_code'"
                                + " AND detail LIKE ?")
                .param("%" + text + "%")
                .query(Integer.class)
                .single();
    }
}
