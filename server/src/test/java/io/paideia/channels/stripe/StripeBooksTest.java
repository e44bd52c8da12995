package io.paideia.channels.stripe;

import static io.paideia.channels.ChannelScene.expect;
import static io.paideia.channels.stripe.StripeTest.back;
import static io.paideia.channels.stripe.StripeTest.by;
import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.ChannelScene;
import io.paideia.channels.Charge;
import io.paideia.channels.Disputes.Dispute;
import io.paideia.channels.Disputes.Stand;
import io.paideia.channels.Disputes.Status;
import io.paideia.channels.NoticeReading;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Refunds.Return;
import io.paideia.channels.Standing;
import io.paideia.channels.Started;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Told;
import io.paideia.money.Money;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Disputes and the day's bill. */
final class StripeBooksTest {

    private static final Clock YEARS_LATER = Clock.offset(Clock.systemUTC(), Duration.ofDays(4000));

    private final ChannelScene scene =
            new ChannelScene(new StripeProtocol(JsonMapper.shared(), Clock.systemUTC()), Map.of());
    private final Stripe stripe = (Stripe) scene.channel();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void answersDisputesAndWinsLosesOrGivesIn() throws InterruptedException {
        for (String end : new String[] {"winning_evidence", "losing_evidence", "accept"}) {
            Dispute opened = disputed();
            assertThat(opened.status()).isEqualTo(Status.NEEDS_RESPONSE);
            assertThat(opened.reason()).isEqualTo("fraudulent");
            assertThat(opened.dueBy()).isAfter(Instant.now());
            assertThat(expect(Stand.Known.class, stripe.queryDispute(opened.id())).dispute())
                    .usingRecursiveComparison()
                    .ignoringFields("reference")
                    .isEqualTo(opened);

            Stand stand =
                    end.equals("accept")
                            ? stripe.accept(opened.id())
                            : stripe.submit(opened.id(), Map.of("uncategorized_text", end));
            Status expected = end.startsWith("winning") ? Status.WON : Status.LOST;
            assertThat(expect(Stand.Known.class, stand).dispute().status()).isEqualTo(expected);
            assertThat(next(opened.id()).status()).isEqualTo(expected);
        }
        assertThat(stripe.queryDispute("du_none")).isEqualTo(new Stand.NotThere());
    }

    @Test
    void handsInEvidenceOnceAndAgain() throws InterruptedException {
        Dispute opened = disputed();
        Map<String, String> evidence =
                Map.of("product_description", "a course", "refund_policy", "14 days");

        Stand.Known first = expect(Stand.Known.class, stripe.submit(opened.id(), evidence));

        assertThat(first.dispute().status()).isEqualTo(Status.UNDER_REVIEW);
        assertThat(first.dispute().reference()).as("expanded").isNotNull();
        assertThat(stripe.submit(opened.id(), evidence)).isEqualTo(first);
        expect(Stand.Refused.class, stripe.accept(opened.id()));
        assertThat(next(opened.id()).status()).isEqualTo(Status.UNDER_REVIEW);
    }

    @Test
    void billsTheDayLineByLine() {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 9900));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));
        Standing.Paid paid = expect(Standing.Paid.class, once.standing());
        Return refund = back(charge.known(String.valueOf(once.handle())), paid, 4000);
        expect(Refunding.Done.class, stripe.refund(refund));
        for (int i = 0; i < 130; i++) {
            Charge further = ChannelScene.charge("card", Money.of("JPY", 500));
            expect(Started.AtOnce.class, stripe.start(further, by("pm_card_visa")));
        }

        List<Line> lines = new ArrayList<>();
        Fetched.Complete complete =
                expect(Fetched.Complete.class, later().statement(today(), lines::add));

        assertThat(complete.count()).isEqualTo(lines.size()).isGreaterThanOrEqualTo(132);
        assertThat(lines).doesNotHaveDuplicates();
        Line payment = line(lines, charge.reference());
        assertThat(payment.kind()).isEqualTo(Line.Kind.PAYMENT);
        assertThat(payment.trade()).isEqualTo(paid.trade());
        assertThat(payment.amount()).isEqualTo(Money.of("USD", 9900));
        assertThat(payment.fee()).isEqualTo(Money.of("USD", 317));
        Line back = line(lines, refund.reference());
        assertThat(back.kind()).isEqualTo(Line.Kind.REFUND);
        assertThat(back.trade()).isEqualTo(paid.trade());
        assertThat(back.amount()).isEqualTo(Money.of("USD", 4000));
        assertThat(stripe.statement(today(), line -> {})).isEqualTo(new Fetched.NotYet());
        assertThat(later().statement(today().minusDays(3), line -> {}))
                .isEqualTo(new Fetched.Empty());
    }

    @Test
    void showsWhatABillHasTooMuchTooLittleOrOtherwise() {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 9900));
        expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_visa")));

        scene.meets(charge.reference(), "bill_missing");
        assertThat(references()).doesNotContain(charge.reference());
        scene.meets(charge.reference(), "bill_changed");
        assertThat(line(bill(), charge.reference()).amount()).isEqualTo(Money.of("USD", 9901));
        scene.meets(charge.reference(), "bill_extra");
        assertThat(references())
                .contains(charge.reference())
                .anyMatch(reference -> reference.startsWith("unknown"));
        scene.meets(charge.reference());
        assertThat(references()).noneMatch(reference -> reference.startsWith("unknown"));
    }

    private Dispute disputed() throws InterruptedException {
        Charge charge = ChannelScene.charge("card", Money.of("USD", 5000));
        Started.AtOnce once =
                expect(Started.AtOnce.class, stripe.start(charge, by("pm_card_createDispute")));
        Standing.Paid paid = expect(Standing.Paid.class, once.standing());
        while (true) {
            if (scene.notice().reading() instanceof NoticeReading.Genuine genuine
                    && genuine.told() instanceof Told.Disputed(Dispute dispute)
                    && dispute.trade().equals(paid.trade())) {
                assertThat(dispute.amount()).isEqualTo(paid.amount());
                return dispute;
            }
        }
    }

    private Dispute next(String id) throws InterruptedException {
        while (true) {
            if (scene.notice().reading() instanceof NoticeReading.Genuine genuine
                    && genuine.told() instanceof Told.Disputed(Dispute dispute)
                    && dispute.id().equals(id)) {
                return dispute;
            }
        }
    }

    private List<Line> bill() {
        List<Line> lines = new ArrayList<>();
        expect(Fetched.Complete.class, later().statement(today(), lines::add));
        return lines;
    }

    private List<String> references() {
        return bill().stream().map(line -> String.valueOf(line.reference())).toList();
    }

    private static Line line(List<Line> lines, String reference) {
        return lines.stream()
                .filter(line -> reference.equals(line.reference()))
                .reduce(
                        (one, other) -> {
                            throw new AssertionError("two lines of " + reference);
                        })
                .orElseThrow();
    }

    /** The same account, asked when the day is long over. */
    private Stripe later() {
        StripeProtocol protocol = new StripeProtocol(JsonMapper.shared(), YEARS_LATER);
        StripeSettings settings =
                new StripeSettings(
                        String.valueOf(credentials().get("api-key")),
                        "pk_test",
                        List.of("whsec"),
                        URI.create(String.valueOf(credentials().get("base"))),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(10));
        return (Stripe) protocol.open("stripe", settings);
    }

    private Map<String, String> credentials() {
        return scene.sandbox().credentials("stripe", URI.create("http://127.0.0.1:9/"));
    }

    /** The sandbox's day, which other tests may have moved on. */
    private LocalDate today() {
        String now =
                scene.post("/_control/clock", Map.of("advance", "PT0S")).path("now").asString();
        return LocalDate.ofInstant(Instant.parse(now), ZoneOffset.UTC);
    }
}
