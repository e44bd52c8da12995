package io.paideia.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.catalog.ProductId;
import io.paideia.database.TestDatabase;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Batch;
import io.paideia.lane.Book;
import io.paideia.ledger.Account;
import io.paideia.ledger.Account.Stage;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import io.paideia.orders.Item;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import io.paideia.terms.Share;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sales and refunds as an accountant writes them down: stage by stage, in minor units of CNY. */
class BookingTest {

    private static final Currency CNY = Currency.of("CNY");
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private final Ledger ledger = new Ledger();
    private final Book book = new Book("booking-test", TestDatabase.shared());
    private final String creator = "creator:" + unique();
    private final String home = "platform:" + unique();
    private final String seller = "platform:" + unique();
    private final String channel = unique();

    /** DESIGN, chapter 4. */
    @Test
    void splitsTheSaleOfTheDesignIntoItsFourParts() {
        sale(order(6930, 1980, 495, 495));

        assertThat(pending(creator)).isEqualTo(6930);
        assertThat(pending(home)).isEqualTo(1980);
        assertThat(pending(seller)).isEqualTo(495);
        assertThat(held(Account.channel(channel, CNY))).isEqualTo(-9900);
    }

    @Test
    void takesRefundFromPendingThenAvailableThenAsDebt() {
        Order order = order(6930, 1980, 495, 495);
        sale(order);
        // refund of   | pending | available | receivable of the creator afterwards
        release(6000);
        table(6930 - 6000, 6000, 0);
        refund(order, 930, 0, 0, 0);
        table(0, 6000, 0);
        refund(order, 1000, 0, 0, 0);
        table(0, 5000, 0);
        withdraw(4500);
        refund(order, 5000, 1980, 495, 495);
        table(0, 0, -4500);
        assertThat(pending(home)).isZero();
        assertThat(held(Account.channel(channel, CNY))).isZero();
    }

    @Test
    void repaysDebtWithLaterSalesBeforeAnythingIsPending() {
        Order order = order(1000, 0, 0, 0);
        sale(order);
        release(1000);
        withdraw(1000);
        refund(order, 1000);
        table(0, 0, -1000);

        SharesPosted first = sale(order(400, 0, 0, 0));
        table(0, 0, -600);
        SharesPosted second = sale(order(1000, 0, 0, 0));
        table(400, 0, 0);

        assertThat(first.parts()).singleElement().satisfies(part -> amount(part, 0));
        assertThat(second.parts()).singleElement().satisfies(part -> amount(part, 400));
    }

    @Test
    void followsSeveralRefundsOfOneBatch() {
        Order one = order(1000, 0, 0, 0);
        Order two = order(1000, 0, 0, 0);
        sale(one);
        sale(two);
        release(1500);

        List<SharesReversed> reversed = new ArrayList<>();
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(one, two));
                    reversed.add(booking.refund(refundOf(1000), parts(1000), one, till()));
                    reversed.add(booking.refund(refundOf(1000), parts(1000), two, till()));
                    booking.post(ledger, batch);
                });

        table(0, 0, 0);
        assertThat(reversed.get(0).parts())
                .singleElement()
                .satisfies(part -> assertThat(part.amount().minor()).isEqualTo(500));
        assertThat(reversed.get(1).parts()).isEmpty();
    }

    /** One party may have two shares of an order; together they must not take what is not there. */
    @Test
    void takesNoMoreFromOneAccountForSeveralShares() {
        Order order = order(List.of(Map.entry(creator, 600L), Map.entry(creator, 400L)));
        sale(order);
        release(700);

        refund(order, 600, 400);

        table(0, 0, 0);
    }

    @Test
    void givesBackWhereItWasTakenWhenARefundFailsAfterAll() {
        Order order = order(6930, 1980, 495, 495);
        sale(order);
        release(6000);
        withdraw(4500);
        Refund refund = refundOf(9900);
        List<Taken> taken = refund(refund, order, 6930, 1980, 495, 495);
        table(0, 0, -4500);

        failed(refund, taken, order);

        table(930, 1500, 0);
        assertThat(pending(home)).isEqualTo(1980);
        assertThat(held(Account.channel(channel, CNY))).isEqualTo(-9900);
    }

    @Test
    void givesBackWhatWasRepaidForADebtThatWasNone() {
        Order order = order(1000, 0, 0, 0);
        sale(order);
        release(1000);
        withdraw(1000);
        Refund refund = refundOf(1000);
        List<Taken> taken = refund(refund, order, 1000);
        sale(order(400, 0, 0, 0));
        table(0, 0, -600);

        failed(refund, taken, order);

        table(0, 400, 0);
    }

    @Test
    void holdsForADisputeWhatARefundWouldTakeAndRepaysNothingMeanwhile() {
        Order order = order(1000, 0, 0, 0);
        sale(order);
        release(500);
        withdraw(400);
        UUID dispute = UUID.randomUUID();
        List<Taken> held = new ArrayList<>();
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    booking.hold(dispute, parts(1000), order, channel);
                    booking.post(ledger, batch);
                    held.addAll(booking.taken());
                });
        assertThat(held)
                .extracting(part -> part.amount().minor())
                .containsExactly(500L, 100L, 400L);
        // pending and available are held whole; the rest is to become a debt.
        table(0, 0, -400);

        sale(order(300, 0, 0, 0));
        table(300, 0, -400);

        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    booking.letGo(held, order, channel);
                    booking.post(ledger, batch);
                });
        table(800, 100, 0);
    }

    @Test
    void splitsOddRefundsByWhatEachShareStillHolds() {
        // amount | remaining before        | parts
        assertSplit(100, List.of(6930L, 1980L, 495L, 495L), List.of(70L, 20L, 5L, 5L));
        assertSplit(1, List.of(6930L, 1980L, 495L, 495L), List.of(1L, 0L, 0L, 0L));
        assertSplit(3, List.of(1L, 1L, 1L), List.of(1L, 1L, 1L));
        assertSplit(2, List.of(1L, 1L, 1L), List.of(1L, 1L, 0L));
        assertSplit(1, List.of(0L, 0L, 1L), List.of(0L, 0L, 1L));
        assertSplit(9900, List.of(6930L, 1980L, 495L, 495L), List.of(6930L, 1980L, 495L, 495L));
    }

    private static void assertSplit(long amount, List<Long> remaining, List<Long> parts) {
        assertThat(new Money(CNY, amount).split(remaining))
                .extracting(Money::minor)
                .containsExactlyElementsOf(parts);
    }

    private static void amount(SharesPosted.Part part, long minor) {
        assertThat(part.amount().minor()).isEqualTo(minor);
    }

    /** The creator's three stages. */
    private void table(long pending, long available, long receivable) {
        assertThat(List.of(pending(creator), held(at(Stage.AVAILABLE)), held(at(Stage.RECEIVABLE))))
                .containsExactly(pending, available, receivable);
    }

    private SharesPosted sale(Order order) {
        List<SharesPosted> posted = new ArrayList<>();
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    posted.add(booking.sale(payment(order), order, channel));
                    booking.post(ledger, batch);
                });
        return posted.getFirst();
    }

    private Account till() {
        return Account.channel(channel, CNY);
    }

    private void refund(Order order, long... parts) {
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    List<Money> shares = parts(parts);
                    booking.refund(
                            refundOf(shares.stream().mapToLong(Money::minor).sum()),
                            shares,
                            order,
                            till());
                    booking.post(ledger, batch);
                });
    }

    private List<Taken> refund(Refund refund, Order order, long... parts) {
        List<Taken> taken = new ArrayList<>();
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    booking.refund(refund, parts(parts), order, till());
                    booking.post(ledger, batch);
                    taken.addAll(booking.taken());
                });
        return taken;
    }

    private void failed(Refund refund, List<Taken> taken, Order order) {
        batch(
                batch -> {
                    Booking booking = Booking.open(ledger, batch, List.of(order));
                    booking.refundFailed(refund, taken, order, channel);
                    booking.post(ledger, batch);
                });
    }

    private void release(long minor) {
        move(at(Stage.PENDING), at(Stage.AVAILABLE), minor);
    }

    private void withdraw(long minor) {
        move(at(Stage.AVAILABLE), new Account("bank", CNY), minor);
    }

    private Account at(Stage stage) {
        return Account.of(creator, stage, CNY);
    }

    private void move(Account from, Account to, long minor) {
        Money amount = new Money(CNY, minor);
        Transfer one = Transfer.single(TransferId.next(), from, to, amount, "test", null);
        batch(batch -> ledger.post(batch, List.of(one)));
    }

    private long pending(String party) {
        return held(Account.of(party, Stage.PENDING, CNY));
    }

    private long held(Account account) {
        List<Money> held = new ArrayList<>();
        batch(batch -> held.addAll(ledger.free(batch, List.of(account)).values()));
        return held.getFirst().minor();
    }

    private interface Work {
        void in(Batch batch) throws SQLException;
    }

    private void batch(Work work) {
        try (Connection connection = book.connect()) {
            book.transact(
                    connection,
                    batch -> {
                        work.in(batch);
                        return true;
                    });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Money> parts(long... minor) {
        return java.util.Arrays.stream(minor).mapToObj(part -> new Money(CNY, part)).toList();
    }

    /** An order whose shares go to creator, home, seller and operator; zero leaves a party out. */
    private Order order(long forCreator, long forHome, long forSeller, long forOperator) {
        return order(
                Stream.of(
                                Map.entry(creator, forCreator),
                                Map.entry(home, forHome),
                                Map.entry(seller, forSeller),
                                Map.entry("operator", forOperator))
                        .filter(share -> share.getValue() > 0)
                        .toList());
    }

    private static Order order(List<Map.Entry<String, Long>> parties) {
        List<Share> shares =
                parties.stream()
                        .map(
                                share ->
                                        new Share(
                                                share.getKey(),
                                                new Money(CNY, share.getValue()),
                                                7))
                        .toList();
        Money total = shares.stream().map(Share::amount).reduce(Money.zero(CNY), Money::plus);
        return new Order(
                OrderId.next(),
                new PlatformId(io.paideia.ids.TypeId.next()),
                new UserId(io.paideia.ids.TypeId.next()),
                OrderStatus.OPEN,
                total,
                Money.zero(CNY),
                List.of(
                        new Item(
                                ProductId.next(),
                                "course",
                                "Conics",
                                1,
                                total,
                                total,
                                shares,
                                null,
                                null,
                                null)),
                Map.of(),
                NOW,
                NOW.plusSeconds(60),
                null);
    }

    private static Payment payment(Order order) {
        return new Payment(
                PaymentId.next(),
                order.id(),
                order.platform(),
                order.buyer(),
                PaymentStatus.SUCCEEDED,
                "alipay_qr",
                order.total(),
                Money.zero(CNY),
                null,
                List.of(),
                NOW,
                NOW);
    }

    private static Refund refundOf(long minor) {
        return new Refund(
                RefundId.next(),
                PaymentId.next(),
                AttemptId.next(),
                Refund.Source.SALE,
                Refund.Status.SUCCEEDED,
                new Money(CNY, minor),
                "test",
                null,
                null,
                NOW,
                NOW,
                0);
    }

    private static String unique() {
        return "t" + java.util.UUID.randomUUID().toString().replace("-", "");
    }
}
