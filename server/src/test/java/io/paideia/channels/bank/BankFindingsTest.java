package io.paideia.channels.bank;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.NextAction;
import io.paideia.channels.Payer;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What stands in the running day's statement and nobody has read a notice of. */
final class BankFindingsTest {

    private final List<Told> found = new CopyOnWriteArrayList<>();
    private final List<String> missed = new CopyOnWriteArrayList<>();
    private volatile boolean deaf;

    private final BankClock clock = new BankClock();
    private final ChannelScene scene =
            new ChannelScene(
                    new BankProtocol(
                            new MemoryBook(),
                            JsonMapper.shared(),
                            clock,
                            (channel, told) -> hear(told)),
                    Map.of("poll", "0s"));

    private final Bank bank = (Bank) scene.channel();
    private final Charge less = ChannelScene.charge("bank_transfer", Money.of("EUR", 9900));

    @BeforeEach
    void setTheClock() {
        clock.follow(scene);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void tooLittleIsToldOnce() {
        sends("98.00");

        await().untilAsserted(
                        () -> {
                            assertThat(bank.query(less)).isEqualTo(new Standing.NotThere());
                            assertThat(of(less.reference())).hasSize(1);
                        });

        assertThat(expect(Told.Arrived.class, of(less.reference()).getFirst()).why())
                .isEqualTo("underpaid");
        int all = found.size();
        assertThat(bank.query(less)).isEqualTo(new Standing.NotThere());
        assertThat(found).hasSize(all);
    }

    /** Who asks for a charge is not refused because somebody else's money cannot be told of. */
    @Test
    void whatCannotBeToldNowIsToldLater() {
        deaf = true;
        sends("98.00");
        Charge other = ChannelScene.charge("bank_transfer", Money.of("EUR", 9900));
        await().untilAsserted(
                        () -> {
                            assertThat(bank.query(other)).isEqualTo(new Standing.NotThere());
                            assertThat(missed).contains(less.reference());
                        });
        assertThat(of(less.reference())).isEmpty();

        deaf = false;

        assertThat(bank.query(other)).isEqualTo(new Standing.NotThere());
        assertThat(of(less.reference())).hasSize(1);
    }

    @Test
    void aRefundThatCameBackIsTold() {
        sends("99.00");
        Return refund = refund(expect(Standing.Paid.class, bank.query(less)));
        scene.meets(
                refund.reference(), Map.of("name", "refund_fails", "seconds", 60, "on", "refund"));
        assertThat(bank.refund(refund)).isEqualTo(new Refunding.Done());
        clock.advance(scene, Duration.ofSeconds(61));
        Charge other = ChannelScene.charge("bank_transfer", Money.of("EUR", 9900));

        await().untilAsserted(
                        () -> {
                            assertThat(bank.query(other)).isEqualTo(new Standing.NotThere());
                            assertThat(of(refund.reference())).hasSize(1);
                        });

        Told.Refunded back = expect(Told.Refunded.class, of(refund.reference()).getFirst());
        assertThat(back.amount()).isEqualTo(refund.amount());
        assertThat(expect(Refunding.Refused.class, back.refunding()).failure().code())
                .isEqualTo("returned");
        assertThat(of(less.reference())).as("the charge itself was asked for").isEmpty();
    }

    private void hear(Told told) {
        if (deaf) {
            missed.add(told.reference());
            throw new IllegalStateException("The database is away");
        }
        found.add(told);
    }

    /** The sandbox's account is everybody's, so that there is more in the statement. */
    private List<Told> of(String reference) {
        return found.stream().filter(told -> told.reference().equals(reference)).toList();
    }

    private void sends(String amount) {
        NextAction action = expect(Started.Waiting.class, bank.start(less, Payer.UNKNOWN)).action();
        String code =
                Objects.requireNonNull(
                        Objects.requireNonNull(action.fields()).get("remittance_code"));
        scene.post(
                "/_control/bank/transfer",
                Map.of("amount", amount, "currency", "EUR", "text", "Order " + code));
    }

    private Return refund(Standing.Paid paid) {
        return new Return(
                less,
                paid.trade(),
                ChannelScene.reference(),
                less.amount(),
                Money.of("EUR", 2000),
                "a part",
                null,
                less.startedAt());
    }
}
