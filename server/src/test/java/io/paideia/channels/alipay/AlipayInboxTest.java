package io.paideia.channels.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.TestServer;
import io.paideia.ids.TypeId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class AlipayInboxTest {

    private final Shop shop;
    private final Buyer buyer;
    private final JdbcClient sql;
    private final Environment environment;

    AlipayInboxTest(Api api, Buyer buyer, JdbcClient sql, Environment environment) {
        this.shop = new Shop(api, buyer, sql);
        this.buyer = buyer;
        this.sql = sql;
        this.environment = environment;
    }

    /** A server that is killed between storing a notice and acting on it leaves just this row. */
    @Test
    void actsOnNoticeThatADeadServerLeftBehind() {
        String order = shop.order();
        Answer payment = shop.paying(order).expect(201);
        String reference = Shop.reference(payment);
        buyer.meets(reference, Map.of("name", "drop", "times", 7));
        buyer.pays(reference);

        sql.sql(
                        """
                        INSERT INTO channels.notice (id, channel, received_at, headers, body, verdict, reference)
                        VALUES (?, 'alipay', now() - interval '1 minute', '{}', ?, 'genuine', ?)
                        """)
                .param(TypeId.next())
                .param(notice(reference))
                .param(reference)
                .update();

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(
                        sql.sql(
                                        "SELECT count(*) FROM channels.notice WHERE reference = ?"
                                                + " AND acted_at IS NOT NULL")
                                .param(reference)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    private String notice(String reference) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("app_id", property("app-id"));
        fields.put("seller_id", property("seller-id"));
        fields.put("out_trade_no", reference);
        fields.put("trade_no", "2026112122001");
        fields.put("trade_status", "TRADE_SUCCESS");
        fields.put("total_amount", "99.00");
        AlipaySignature provider =
                new AlipaySignature(
                        "file:" + TestServer.sandboxFolder().resolve("keys/alipay-gateway.pem"),
                        property("public-key"));
        fields.put("sign", provider.sign(fields));
        fields.put("sign_type", "RSA2");
        return fields.entrySet().stream()
                .map(
                        field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private String property(String name) {
        return environment.getRequiredProperty("paideia.channels.alipay." + name);
    }
}
