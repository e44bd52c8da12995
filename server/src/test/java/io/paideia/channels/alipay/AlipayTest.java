package io.paideia.channels.alipay;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Alipay's folder against the sandbox, without the rest of the house. */
final class AlipayTest {

    private final ChannelScene scene =
            new ChannelScene(new AlipayProtocol(JsonMapper.shared(), Clock.systemUTC()), Map.of());
    private final Alipay alipay = (Alipay) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void collectsByCodeHearsOfItAndGivesBack() throws InterruptedException {
        Charge charge = ChannelScene.charge("alipay_qr", Money.of("CNY", 9900));

        expect(Started.Waiting.class, alipay.start(charge, Payer.UNKNOWN));
        assertThat(alipay.query(charge)).isEqualTo(new Standing.NotThere());
        scene.pays(charge.reference());

        NoticeReading.Genuine notice =
                expect(NoticeReading.Genuine.class, scene.notice().reading());
        Standing.Paid paid = expect(Standing.Paid.class, alipay.query(charge));
        assertThat(paid.amount()).isEqualTo(Money.of("CNY", 9900));
        assertThat(notice.told()).isEqualTo(new Told.Charged(charge.reference(), paid));

        Refunds.Return half =
                new Refunds.Return(
                        charge,
                        paid.trade(),
                        ChannelScene.reference(),
                        charge.amount(),
                        Money.of("CNY", 4000),
                        "half",
                        null,
                        charge.startedAt());
        assertThat(alipay.queryRefund(half)).isEqualTo(new Refunds.Refunding.NotThere());
        assertThat(alipay.refund(half)).isEqualTo(new Refunds.Refunding.Done());
        assertThat(alipay.queryRefund(half)).isEqualTo(new Refunds.Refunding.Done());
        assertThat(scene.trade(charge.reference()).at("/refunded/amount").asLong()).isEqualTo(4000);
    }
}
