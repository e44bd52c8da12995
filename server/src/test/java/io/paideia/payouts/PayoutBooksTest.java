package io.paideia.payouts;

import static io.paideia.Shop.atOnce;
import static io.paideia.payouts.PayoutScene.eventually;
import static io.paideia.payouts.PayoutScene.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.BankPost;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.payouts.PayoutScene.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Our books and the providers', after whatever happened. */
@ServerTest
class PayoutBooksTest {

    private static final List<String> CHANNELS = List.of("alipay", "wechat", "paypal", "bank");

    private final Api api;
    private final Buyer buyer;
    private final PayoutScene scene;
    private final Environment environment;

    PayoutBooksTest(Api api, Buyer buyer, JdbcClient sql, Environment environment) {
        this.api = api;
        this.buyer = buyer;
        this.environment = environment;
        this.scene = new PayoutScene(api, buyer, sql);
    }

    @AfterEach
    void behave() {
        buyer.meetsNothing();
    }

    @Test
    void whatWasToppedUpIsWithdrawnAgain() {
        String user = scene.shop.user;
        Answer topUp =
                scene.shop
                        .client
                        .post(
                                "/v1/wallets/" + user + "/top-ups",
                                Map.of("amount", Api.money("CNY", 5000)),
                                Api.unique("key"))
                        .expect(201);
        scene.shop.paid(topUp.get("order"));
        assertThat(wallet(user)).isEqualTo("5000 available, 0 held");

        Way absent = Way.to("wechat", "CNY", Api.unique("o") + "_absent", null);
        String waiting = scene.sending(user, absent, 1000).expect(201).get("id");
        String sent = scene.sending(user, Way.of("alipay"), 3000).expect(201).get("id");

        scene.awaits(sent, "succeeded");
        assertThat(scene.agreed(sent)).isEqualTo(3000);
        assertThat(wallet(user)).isEqualTo("1000 available, 1000 held");
        assertThat(scene.sending(user, absent, 1001).get("code")).isEqualTo("insufficient_funds");
        assertThat(scene.payout(waiting).path("status").asString()).isEqualTo("pending");
    }

    /** As it comes from a bank: days later, in a statement, among other things. */
    @Test
    void aBankThatSendsTheMoneyBackIsBookedBack() throws Exception {
        Way way = Way.of("bank");
        String creator = scene.creator(way, 1000);
        String id = scene.sending(creator, way, 700).expect(201).get("id");
        scene.awaits(id, "succeeded");
        assertThat(scene.agreed(id)).isEqualTo(700);
        String reference = reference(id);
        String statement = statement(reference, "7.00");

        assertThat(BankPost.drop(api, statement).statusCode()).isEqualTo(200);
        assertThat(BankPost.drop(api, statement).statusCode()).isEqualTo(200);

        scene.awaits(id, "failed");
        assertThat(scene.payout(id).at("/failure/code").asString()).isEqualTo("returned");
        assertThat(scene.left(id)).isZero();
        assertThat(scene.has("creator:" + creator + ":available", way)).isEqualTo(1000);
        assertThat(scene.has("creator:" + creator + ":in_transit", way)).isZero();
        // The other entry was heard by payments.
        eventually(
                () ->
                        assertThat(scene.shop.cases(reference + "2"))
                                .containsExactly("money_unknown_code"));
        assertThat(scene.cases(id)).isEmpty();
    }

    @Test
    void bothBooksAgreeHoweverManyAreSentThroughHoweverBadProviders() {
        for (String channel : CHANNELS) {
            buyer.channelMeets(
                    channel,
                    Map.of("name", "error_after_commit", "on", "payout"),
                    Map.of("name", "duplicate"));
        }
        List<Callable<Answer>> works = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Way way = Way.of(CHANNELS.get(i % CHANNELS.size()));
            long amount = 100L + i;
            String party = i % 2 == 0 ? scene.wallet(way, 1000) : scene.creator(way, 1000);
            String key = Api.unique("key");
            Callable<Answer> work =
                    () -> scene.sending(api.operator(), party, way, amount, key).expect(201);
            works.add(work);
            works.add(work);
        }

        List<Answer> answers = atOnce(works);

        List<String> ids = answers.stream().map(answer -> answer.get("id")).distinct().toList();
        assertThat(ids).hasSize(40);
        long sent = 0;
        for (String id : ids) {
            scene.awaits(id, "succeeded");
            sent += scene.agreed(id);
        }
        assertThat(sent).isEqualTo(4780);
        assertThat(
                        api.operator()
                                .get("/v1/ledger/trial-balance")
                                .expect(200)
                                .body()
                                .path("currencies"))
                .isNotEmpty()
                .allMatch(currency -> currency.path("balanced").asBoolean());
    }

    private String wallet(String user) {
        JsonNode balance =
                scene.shop.client.get("/v1/wallets/" + user).expect(200).body().at("/balances/CNY");
        return balance.path("available").asLong()
                + " available, "
                + balance.path("held").asLong()
                + " held";
    }

    /** A return of this transfer, and money that fits nothing. */
    private String statement(String reference, String amount) {
        String account = environment.getRequiredProperty("paideia.channels.bank.account");
        String entry =
                """
                <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><AcctSvcrRef>%s</AcctSvcrRef>
                <NtryDtls><TxDtls>%s</TxDtls></NtryDtls></Ntry>
                """;
        String returned =
                "<Refs><MsgId>T%s</MsgId><EndToEndId>%s</EndToEndId></Refs><RtrInf/>"
                        .formatted(reference, reference);
        String other = "<RmtInf><Ustrd>no code</Ustrd></RmtInf>";
        return """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>%s</Id>
        <Acct><Id><IBAN>%s</IBAN></Id></Acct>%s</Stmt></BkToCstmrStmt></Document>
        """
                .formatted(
                        reference,
                        account,
                        entry.formatted(amount, reference + "1", returned)
                                + entry.formatted("1.00", reference + "2", other));
    }
}
