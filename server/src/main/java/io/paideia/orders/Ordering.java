package io.paideia.orders;

import io.paideia.catalog.Catalog;
import io.paideia.catalog.Product;
import io.paideia.catalog.ProductId;
import io.paideia.http.Problem;
import io.paideia.identity.CreatorId;
import io.paideia.identity.People;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.lane.Lane;
import io.paideia.money.Money;
import io.paideia.terms.Sale;
import io.paideia.terms.Share;
import io.paideia.terms.Terms;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Places and ends orders. Prices come from the catalog and shares from the terms at this moment;
 * both are fixed in the order. Thread-safe.
 */
@Component
@EnableConfigurationProperties(OrderSettings.class)
public final class Ordering {

    private static final int MOST_ITEMS = 100;

    private final Catalog catalog;
    private final Terms terms;
    private final People people;
    private final Lane lane;
    private final PlaceOrder placeOrder;
    private final EndOrder endOrder;
    private final OrderSettings settings;
    private final ObjectProvider<Collecting> collecting;

    Ordering(
            Catalog catalog,
            Terms terms,
            People people,
            Lane lane,
            PlaceOrder placeOrder,
            EndOrder endOrder,
            OrderSettings settings,
            ObjectProvider<Collecting> collecting) {
        this.catalog = catalog;
        this.terms = terms;
        this.people = people;
        this.lane = lane;
        this.placeOrder = placeOrder;
        this.endOrder = endOrder;
        this.settings = settings;
        this.collecting = collecting;
    }

    /**
     * A line that a buyer wishes for.
     *
     * @param quantity at least 1
     * @param startsAt the slot, for a consultation
     */
    public record Wish(ProductId product, int quantity, @Nullable Instant startsAt) {}

    /**
     * Places an order; repeatable under its id.
     *
     * @param referrer whoever brought the buyer, gets the referrer's share
     * @throws Problem if the buyer or a product does not exist for this platform, or currencies
     *     differ
     */
    public Order place(
            OrderId id,
            PlatformId platform,
            UserId buyer,
            List<Wish> wishes,
            @Nullable CreatorId referrer,
            Map<String, String> metadata) {
        require(buyer);
        Instant now = now();
        Map<ProductId, Product> products =
                catalog.find(wishes.stream().map(Wish::product).distinct().toList());
        List<Item> items = new ArrayList<>();
        Money total = null;
        for (int i = 0; i < wishes.size(); i++) {
            Wish wish = wishes.get(i);
            Product product = products.get(wish.product());
            if (product == null || !(product.platform().equals(platform) || product.crossSale())) {
                throw Problem.unprocessable(
                        "product_not_found", "No such product on sale here: " + wish.product());
            }
            Item item = item(product, wish, platform, referrer, now);
            if (total != null && !total.currency().equals(item.amount().currency())) {
                throw Problem.unprocessable(
                        "currency_mismatch", "All items of an order must have one currency");
            }
            total = total == null ? item.amount() : add(total, item.amount());
            items.add(item);
        }
        return place(id, platform, buyer, Objects.requireNonNull(total), items, metadata, now);
    }

    private Order place(
            OrderId id,
            PlatformId platform,
            UserId buyer,
            Money sum,
            List<Item> items,
            Map<String, String> metadata,
            Instant now) {
        return lane.call(
                placeOrder,
                new Order(
                        id,
                        platform,
                        buyer,
                        OrderStatus.OPEN,
                        sum,
                        Money.zero(sum.currency()),
                        items,
                        metadata,
                        now,
                        now.plus(settings.expiry()),
                        null));
    }

    /**
     * Places an order whose money becomes the buyer's own, in the wallet; repeatable under its id.
     *
     * @param title what the buyer reads where it is paid
     * @throws Problem if there is no such buyer
     */
    public Order topUp(OrderId id, PlatformId platform, UserId buyer, Money amount, String title) {
        require(buyer);
        Instant now = now();
        Item item =
                new Item(
                        null,
                        "top_up",
                        title,
                        1,
                        amount,
                        amount,
                        List.of(new Share("buyer:" + buyer, amount, 0)),
                        null,
                        null,
                        null);
        return place(id, platform, buyer, amount, List.of(item), Map.of(), now);
    }

    static int mostItems() {
        return MOST_ITEMS;
    }

    /**
     * Cancels an order if it is open, after what runs at a channel was closed; an order that was
     * paid meanwhile stays paid. Calls the network.
     *
     * @return the order as it stands afterwards, empty if there is none
     * @throws Problem if an attempt was paid meanwhile, or its outcome is not known yet
     */
    public Optional<Order> cancel(OrderId order) {
        collecting.getObject().halt(order, OrderStatus.CANCELLED);
        return lane.call(endOrder, new EndOrder.End(order, OrderStatus.CANCELLED));
    }

    Optional<Order> expire(OrderId order) {
        return lane.call(endOrder, new EndOrder.End(order, OrderStatus.EXPIRED));
    }

    private Item item(
            Product product,
            Wish wish,
            PlatformId platform,
            @Nullable CreatorId referrer,
            Instant now) {
        String kind = product.kind().word();
        if (kind.equals("consultation")
                && wish.startsAt() != null
                && wish.startsAt().isBefore(now)) {
            throw Problem.unprocessable(
                    "slot_in_the_past", "The consultation would start in the past");
        }
        Money amount;
        try {
            amount = product.price().times(wish.quantity());
        } catch (ArithmeticException e) {
            throw tooMuch();
        }
        List<Share> shares =
                terms.split(
                        new Sale(
                                product.platform(),
                                platform,
                                product.creator(),
                                referrer,
                                kind,
                                amount,
                                product.shares(),
                                now));
        return new Item(
                product.id(),
                kind,
                product.title(),
                wish.quantity(),
                product.price(),
                amount,
                shares,
                product.termDays(),
                product.durationMinutes(),
                wish.startsAt());
    }

    private void require(UserId buyer) {
        if (people.find(buyer).isEmpty()) {
            throw Problem.unprocessable("user_not_found", "No such user: " + buyer);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static Money add(Money total, Money amount) {
        try {
            return total.plus(amount);
        } catch (ArithmeticException e) {
            throw tooMuch();
        }
    }

    private static Problem tooMuch() {
        return Problem.unprocessable("amount_too_large", "The order's total is too large");
    }
}
