package io.paideia.payments;

import static io.paideia.Shop.atOnce;
import static io.paideia.Shop.eventually;
import static io.paideia.Shop.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.Api.Answer;
import io.paideia.Buyer;
import io.paideia.ServerTest;
import io.paideia.Shop;
import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.ids.TypeId;
import io.paideia.lane.Lane;
import io.paideia.money.Money;
import io.paideia.payments.PaymentStatus.Trigger;
import io.paideia.payments.ScriptedChannel.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Money that is held first and taken later, and what channels say of charges meanwhile. */
@ServerTest
@TestPropertySource(properties = ScriptedProtocol.ON)
class CaptureTest {

    private final Api api;
    private final Shop shop;
    private final ScriptedChannel channel;
    private final ScriptedShop scripted;
    private final Lane lane;
    private final EndPayment endPayment;

    CaptureTest(
            Api api,
            Buyer buyer,
            JdbcClient sql,
            Channels channels,
            Lane lane,
            EndPayment endPayment) {
        this.api = api;
        this.shop = new Shop(api, buyer, sql);
        this.channel = (ScriptedChannel) channels.require("scripted");
        this.scripted = new ScriptedShop(api, shop, channel);
        this.lane = lane;
        this.endPayment = endPayment;
    }

    @Test
    void holdsTheMoneyUntilItIsCaptured() {
        String order = shop.order();
        Answer payment = scripted.held(order);
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("processing");
        assertThat(shop.transfers(order, "sale")).isEmpty();

        Answer captured = scripted.capturing(payment.get("id"), Map.of()).expect(200);

        assertThat(captured.get("status")).isEqualTo("succeeded");
        assertThat(captured.body().path("capturable").isMissingNode()).isTrue();
        assertThat(captured.body().at("/amount/amount").asLong()).isEqualTo(9900);
        assertThat(shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        assertThat(channel.calls(reference(payment))).contains("capture 9900");
    }

    @Test
    void booksAndRefundsNoMoreThanThePartThatWasCaptured() {
        String order = shop.order();
        String payment = scripted.held(order).get("id");

        Answer captured =
                scripted.capturing(payment, Map.of("amount", Api.money("CNY", 5001))).expect(200);

        assertThat(captured.body().at("/amount/amount").asLong()).isEqualTo(5001);
        // 5001 by 6930 : 2475 : 495 is 3500.7, 1250.25 and 250.05.
        assertThat(shop.transfers(order, "sale")).containsExactly(3501L, 1250L, 250L);
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isTrue());
        assertThat(shop.refunding(payment, "CNY", 5002).get("code"))
                .isEqualTo("refund_exceeds_payment");
        shop.refunding(payment, "CNY", 1).expect(201);
        shop.refundingAll(payment).expect(201);
        assertThat(shop.transfers(order, "refund").stream().mapToLong(Long::longValue).sum())
                .isEqualTo(5001);
        assertThat(shop.orderOf(payment).path("status").asString()).isEqualTo("refunded");
        assertThat(shop.creatorHas("pending")).isZero();
        eventually(() -> assertThat(shop.entitled(shop.user, shop.product)).isFalse());
    }

    @Test
    void takesAtOnceWhatNobodyAskedToHold() {
        String order = shop.order();
        Answer payment = scripted.paying(order, Map.of()).expect(201);
        String reference = reference(payment);
        Money total = Money.of("CNY", 9900);

        assertThat(scripted.becomes(reference, new Standing.Authorized(total, "T1"))).isTrue();

        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(shop.transfers(order, "sale")).containsExactly(6930L, 2475L, 495L);
        scripted.paid(shop.order());
    }

    @Test
    void refusesWhatCannotBeCaptured() {
        Answer payment = scripted.held(shop.order());
        String path = "/v1/payments/" + payment.get("id") + "/capture";

        assertThat(scripted.capturing(payment.get("id"), amount("CNY", 9901)).get("code"))
                .isEqualTo("capture_exceeds_held");
        assertThat(scripted.capturing(payment.get("id"), amount("USD", 1)).get("code"))
                .isEqualTo("currency_mismatch");
        assertThat(scripted.capturing(payment.get("id"), amount("CNY", 0)).status()).isEqualTo(400);
        assertThat(shop.client.post(path, Map.of()).get("code"))
                .isEqualTo("idempotency_key_missing");
        assertThat(api.platform().post(path, Map.of(), Api.unique("key")).status()).isEqualTo(404);
        assertThat(scripted.capturable(payment.get("id"))).isEqualTo(9900);

        scripted.capturing(payment.get("id"), Map.of()).expect(200);
        assertThat(scripted.capturing(payment.get("id"), Map.of()).get("code"))
                .isEqualTo("payment_not_capturable");
        assertThat(paying("alipay_qr").get("code")).isEqualTo("capture_unsupported");
        assertThat(
                        shop.client
                                .post(
                                        "/v1/payments",
                                        Map.of(
                                                "order",
                                                shop.order(),
                                                "method",
                                                "usdc",
                                                "capture",
                                                "sometimes"),
                                        Api.unique("key"))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void capturesOnceHoweverManyAskAtOnce() {
        String order = shop.order();
        Answer payment = scripted.held(order);

        List<Answer> answers =
                atOnce(8, () -> scripted.capturing(payment.get("id"), amount("CNY", 4000)));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allMatch(
                        answer ->
                                List.of("capture_in_progress", "payment_not_capturable")
                                        .contains(answer.get("code")));
        assertThat(channel.calls(reference(payment))).containsOnlyOnce("capture 4000");
        assertThat(shop.transfers(order, "sale")).containsExactly(2800L, 1000L, 200L);
    }

    @Test
    void answersOneKeyWithOneCapture() {
        Answer payment = scripted.held(shop.order());
        String path = "/v1/payments/" + payment.get("id") + "/capture";
        String key = Api.unique("key");

        List<Answer> answers =
                atOnce(4, () -> shop.client.post(path, amount("CNY", 700), key).expect(200));
        shop.awaitPayment(payment.get("id"), "succeeded");

        assertThat(answers).extracting(answer -> answer.get("id")).containsOnly(payment.get("id"));
        assertThat(channel.calls(reference(payment))).containsOnlyOnce("capture 700");
        assertThat(shop.client.post(path, amount("CNY", 701), key).get("code"))
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void findsOutByAskingWhatBecameOfACaptureWithoutAnAnswer() {
        for (Fault fault : List.of(Fault.LOST_ANSWER, Fault.LOST_CALL)) {
            String order = shop.order();
            Answer payment = scripted.held(order);
            channel.meets(reference(payment), fault);

            Answer open = scripted.capturing(payment.get("id"), amount("CNY", 4000)).expect(200);
            assertThat(open.get("status")).isEqualTo("processing");
            assertThat(open.body().path("capturable").isMissingNode()).isTrue();
            Answer second = scripted.capturing(payment.get("id"), Map.of());
            assertThat(second.get("code")).isEqualTo("capture_in_progress");
            assertThat(second.body().path("retryable").asBoolean()).isTrue();

            shop.awaitPayment(payment.get("id"), "succeeded");
            assertThat(shop.transfers(order, "sale")).containsExactly(2800L, 1000L, 200L);
        }
    }

    @Test
    void holdsTheMoneyStillWhenTheChannelRefusesToTakeIt() {
        Answer payment = scripted.held(shop.order());
        channel.meets(reference(payment), Fault.REFUSED);

        Answer refused = scripted.capturing(payment.get("id"), amount("CNY", 4000));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.get("code")).isEqualTo("capture_refused");
        assertThat(scripted.capturable(payment.get("id"))).isEqualTo(9900);
        scripted.capturing(payment.get("id"), amount("CNY", 3000)).expect(200);
        assertThat(shop.payment(payment.get("id")).at("/amount/amount").asLong()).isEqualTo(3000);
    }

    @Test
    void letsTheMoneyGoWhenThePaymentIsCancelled() {
        Answer payment = scripted.held(shop.order());

        cancelling(payment).expect(200);

        assertThat(channel.charge(reference(payment))).isEqualTo(new Standing.Closed());
        assertThat(scripted.capturing(payment.get("id"), Map.of()).get("code"))
                .isEqualTo("payment_not_capturable");
        assertThat(scripted.capturable(payment.get("id"))).isZero();
    }

    /** Once the money was taken by the channel, late for us, and given back. */
    @Test
    void cancelsNothingWhileTheMoneyIsBeingTaken() {
        String order = shop.order();
        Answer payment = scripted.held(order);
        channel.meets(reference(payment), Fault.LOST_CALL);
        scripted.capturing(payment.get("id"), Map.of()).expect(200);

        Answer cancelled = cancelling(payment);

        assertThat(cancelled.status()).isEqualTo(409);
        assertThat(cancelled.get("code")).isEqualTo("capture_in_progress");
        assertThat(cancelled.body().path("retryable").asBoolean()).isTrue();
        assertThat(shop.client.post("/v1/orders/" + order + "/cancel", Map.of()).get("code"))
                .isEqualTo("capture_in_progress");
        assertThat(scripted.paying(order, Map.of()).get("code")).isEqualTo("capture_in_progress");
        PaymentId id = PaymentId.parse(payment.get("id"));
        assertThat(lane.call(endPayment, new EndPayment.End(id, Trigger.CANCELLED)))
                .as("whoever asks the lane alone is told what runs")
                .hasValueSatisfying(
                        running -> assertThat(running.reference()).isEqualTo(reference(payment)));
        shop.awaitPayment(payment.get("id"), "succeeded");
        assertThat(channel.calls(reference(payment))).doesNotContain("close");
        assertThat(shop.transfers(order, "sale")).hasSize(3);
        assertThat(shop.transfers(order, "late_payment")).isEmpty();
    }

    @Test
    void capturesNothingWhileTheMoneyIsBeingLetGo() {
        Answer payment = scripted.held(shop.order());
        channel.meets(reference(payment), Fault.LOST_CALL);
        assertThat(cancelling(payment).get("code")).isEqualTo("outcome_unknown");

        Answer captured = scripted.capturing(payment.get("id"), Map.of());

        assertThat(captured.status()).isEqualTo(409);
        assertThat(captured.get("code")).isEqualTo("payment_not_capturable");
        assertThat(scripted.capturable(payment.get("id"))).isZero();
        shop.awaitPayment(payment.get("id"), "cancelled");
        assertThat(channel.charge(reference(payment))).isEqualTo(new Standing.Closed());
        assertThat(channel.calls(reference(payment))).noneMatch(call -> call.startsWith("capture"));
    }

    /** The lane decides who was first; the books say what the channel says. */
    @Test
    void comesToOneEndWhenCapturedAndCancelledAtTheSameMoment() {
        for (int i = 0; i < 8; i++) {
            String order = shop.order();
            Answer payment = scripted.held(order);

            List<Answer> answers =
                    atOnce(
                            List.of(
                                    () -> scripted.capturing(payment.get("id"), Map.of()),
                                    () -> cancelling(payment)));

            boolean taken = channel.charge(reference(payment)) instanceof Standing.Paid;
            shop.awaitPayment(payment.get("id"), taken ? "succeeded" : "cancelled");
            assertThat(answers.get(0).status()).as("%s", answers).isIn(200, 409);
            assertThat(answers.get(1).status()).as("%s", answers).isIn(200, 409);
            assertThat(shop.transfers(order, "sale")).hasSize(taken ? 3 : 0);
            assertThat(shop.transfers(order, "late_payment")).isEmpty();
        }
    }

    @Test
    void letsTheMoneyGoWhenTheOrderExpires() {
        String order = shop.order();
        Answer payment = scripted.held(order);
        shop.sql
                .sql("UPDATE orders.placed_order SET expires_at = now() WHERE id = ?")
                .param(TypeId.parse("ord", order))
                .update();

        shop.awaitPayment(payment.get("id"), "expired");

        assertThat(channel.charge(reference(payment))).isEqualTo(new Standing.Closed());
    }

    @Test
    void letsMoneyGoThatIsHeldAfterTheEnd() {
        Answer payment = scripted.paying(shop.order(), Map.of("capture", "manual")).expect(201);
        cancelling(payment).expect(200);
        Money total = Money.of("CNY", 9900);

        scripted.becomes(reference(payment), new Standing.Authorized(total, "T1"));

        eventually(
                () ->
                        assertThat(channel.charge(reference(payment)))
                                .isEqualTo(new Standing.Closed()));
        assertThat(scripted.capturable(payment.get("id"))).isZero();
    }

    @Test
    void asksTheChannelBeforeItBelievesThatAPaymentFailed() {
        Answer payment = scripted.paying(shop.order(), Map.of()).expect(201);
        String reference = reference(payment);
        Failure failure = new Failure("declined", "05", true);

        scripted.tells(new Told.Charged(reference, new Standing.Declined(failure)));
        scripted.tells(new Told.Charged(reference, new Standing.Closed()));

        eventually(() -> assertThat(channel.calls(reference)).contains("query"));
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("requires_action");
        eventually(() -> assertThat(shop.unacted(reference)).isZero());

        scripted.becomes(reference, new Standing.Declined(failure));
        shop.awaitPayment(payment.get("id"), "failed");
        assertThat(shop.payment(payment.get("id")).at("/failure/code").asString())
                .isEqualTo("declined");
        assertThat(channel.calls(reference)).contains("close");
    }

    @Test
    void refusesNoticesOfOtherMoneyAndOfChargesNobodyMade() {
        Answer payment = scripted.paying(shop.order(), Map.of()).expect(201);
        String reference = reference(payment);
        Standing less = new Standing.Authorized(Money.of("CNY", 9899), "T1");

        assertThat(scripted.tells(new Told.Charged(reference, less))).isFalse();
        assertThat(scripted.tells(new Told.Charged("nobody", new Standing.Waiting()))).isFalse();

        assertThat(shop.cases(reference)).containsExactly("notice_amount");
        assertThat(shop.payment(payment.get("id")).path("status").asString())
                .isEqualTo("requires_action");
    }

    private Answer cancelling(Answer payment) {
        return shop.client.post("/v1/payments/" + payment.get("id") + "/cancel", Map.of());
    }

    private Answer paying(String method) {
        return shop.client.post(
                "/v1/payments",
                Map.of("order", shop.order(), "method", method, "capture", "manual"),
                Api.unique("key"));
    }

    private static Map<String, Object> amount(String currency, long minor) {
        return Map.of("amount", Api.money(currency, minor));
    }
}
