package io.paideia.channels.paypal;

import static io.paideia.channels.ChannelScene.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.Refunds;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The day as PayPal's Transaction Search has it. */
final class PayPalStatementTest {

    private static final Money PRICE = Money.of("USD", 9900);

    private final PayPalScene scene = new PayPalScene();
    private final PayPal paypal = scene.paypal;
    private final List<Line> lines = new ArrayList<>();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void listsPaymentsRefundsAndTheFee() throws InterruptedException {
        LocalDate day = today();
        PayPalScene.Paid paid = scene.paid(PRICE);
        Refunds.Return refund = paid.refund(Money.of("USD", 4000));
        paypal.refund(refund);
        assertThat(paypal.statement(day, lines::add)).isEqualTo(new Fetched.NotYet());
        scene.sandbox.advance(Duration.ofDays(1));

        Fetched.Complete complete =
                expect(Fetched.Complete.class, paypal.statement(day, lines::add));
        assertThat(complete.count()).isEqualTo(lines.size());
        assertThat(of(paid.charge().reference()))
                .singleElement()
                .satisfies(
                        line -> {
                            assertThat(line.kind()).isEqualTo(Line.Kind.PAYMENT);
                            assertThat(line.trade()).isEqualTo(paid.standing().trade());
                            assertThat(line.amount()).isEqualTo(PRICE);
                            assertThat(line.fee()).isEqualTo(Money.of("USD", 345));
                            assertThat(line.at()).isNotNull();
                        });
        assertThat(of(refund.reference()))
                .singleElement()
                .satisfies(
                        line -> {
                            assertThat(line.kind()).isEqualTo(Line.Kind.REFUND);
                            assertThat(line.amount()).isEqualTo(Money.of("USD", 4000));
                            assertThat(line.fee()).isNull();
                        });
    }

    @Test
    void showsWhatABillLacksAddsOrChanges() throws InterruptedException {
        LocalDate day = today();
        PayPalScene.Paid missing = scene.paid(PRICE);
        PayPalScene.Paid changed = scene.paid(PRICE);
        PayPalScene.Paid doubled = scene.paid(PRICE);
        scene.sandbox.meets(missing.charge().reference(), "bill_missing");
        scene.sandbox.meets(changed.charge().reference(), "bill_changed");
        scene.sandbox.meets(doubled.charge().reference(), "bill_extra");
        scene.sandbox.advance(Duration.ofDays(1));
        paypal.statement(day, lines::add);

        assertThat(of(missing.charge().reference())).isEmpty();
        assertThat(of(changed.charge().reference()))
                .singleElement()
                .satisfies(line -> assertThat(line.amount()).isNotEqualTo(PRICE));
        assertThat(of("unknown-to-you")).hasSize(1);
    }

    @Test
    void aDayOnWhichNothingHappenedIsEmptyAndOneToComeIsNotThereYet() {
        assertThat(paypal.statement(LocalDate.of(2020, 2, 29), lines::add))
                .isEqualTo(new Fetched.Empty());
        assertThat(paypal.statement(LocalDate.of(2999, 1, 1), lines::add))
                .isEqualTo(new Fetched.NotYet());
        assertThat(lines).isEmpty();
    }

    private List<Line> of(String reference) {
        return lines.stream().filter(line -> reference.equals(line.reference())).toList();
    }

    /** By the sandbox's clock, which other tests have put forward. */
    private LocalDate today() {
        String now =
                scene.sandbox
                        .post("/_control/clock", Map.of("advance", "PT0S"))
                        .path("now")
                        .asString();
        return LocalDate.ofInstant(Instant.parse(now), ZoneOffset.UTC);
    }
}
