package io.paideia.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.catalog.ProductId;
import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.http.PublicLinks;
import io.paideia.identity.Caller;
import io.paideia.identity.CreatorId;
import io.paideia.identity.Needs;
import io.paideia.identity.PlatformId;
import io.paideia.identity.UserId;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/orders}. */
@RestController
@RequestMapping("/v1/orders")
final class OrderEndpoint {

    private final Ordering ordering;
    private final Orders orders;
    private final Creation creation;
    private final PublicLinks links;
    private final ObjectProvider<Collecting> collecting;

    OrderEndpoint(
            Ordering ordering,
            Orders orders,
            Creation creation,
            PublicLinks links,
            ObjectProvider<Collecting> collecting) {
        this.ordering = ordering;
        this.orders = orders;
        this.creation = creation;
        this.links = links;
        this.collecting = collecting;
    }

    /** One wished line as it is sent. */
    record WishBody(
            @Nullable ProductId product, @Nullable Integer quantity, @Nullable Instant startsAt) {}

    /** An order as it is sent. */
    record OrderBody(
            @Nullable UserId user,
            @Nullable List<@Nullable WishBody> items,
            @Nullable CreatorId referrer,
            @Nullable Map<String, @Nullable String> metadata) {}

    /** A line as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemView(
            @Nullable ProductId product,
            String kind,
            String title,
            int quantity,
            Money unitPrice,
            Money amount,
            @Nullable Instant startsAt) {}

    /** An order as it is shown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OrderView(
            OrderId id,
            PlatformId platform,
            UserId user,
            OrderStatus status,
            Money total,
            Money refunded,
            List<ItemView> items,
            Map<String, String> metadata,
            String checkoutUrl,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant paidAt,
            @Nullable List<?> payments) {}

    @PostMapping
    @Needs("orders:write")
    ResponseEntity<String> place(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody OrderBody body) {
        check(body);
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/orders",
                body,
                id -> {
                    Order order =
                            ordering.place(
                                    new OrderId(id),
                                    caller.platform(),
                                    required(body.user()),
                                    wishes(body),
                                    body.referrer(),
                                    metadata(body));
                    return new Creation.Created("/v1/orders/" + order.id(), view(order, List.of()));
                });
    }

    @GetMapping("/{id}")
    @Needs("orders:write")
    OrderView get(Caller caller, @PathVariable String id) {
        Order order = mine(caller, id);
        return view(order, collecting.getObject().payments(order.id()));
    }

    @GetMapping
    @Needs("orders:write")
    Page<OrderView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return orders.list(
                        caller.operator() ? null : caller.platform(),
                        Parameter.optional("user", user, UserId::parse),
                        status == null ? null : statusOf(status),
                        Page.Request.of(limit, cursor))
                .map(order -> view(order, null));
    }

    /** Closes what is running at the channel first; an order that was paid meanwhile stays paid. */
    @PostMapping("/{id}/cancel")
    @Needs("orders:write")
    OrderView cancel(Caller caller, @PathVariable String id) {
        Order order = mine(caller, id);
        if (order.status() == OrderStatus.OPEN) {
            order = ordering.cancel(order.id()).orElseThrow(() -> Problem.notFound("order"));
        }
        if (order.status() != OrderStatus.CANCELLED) {
            throw Problem.conflict(
                    "order_not_open",
                    "Only an open order can be cancelled; this one is " + order.status().word());
        }
        return view(order, collecting.getObject().payments(order.id()));
    }

    private Order mine(Caller caller, String id) {
        return orders.find(OrderId.parse(id))
                .filter(order -> caller.sees(order.platform()))
                .orElseThrow(() -> Problem.notFound("order"));
    }

    private static void check(OrderBody body) {
        Fields fields = new Fields().require("/user", body.user());
        List<@Nullable WishBody> items = body.items();
        if (items == null || items.isEmpty()) {
            fields.check("/items", false, "must name at least one product");
        } else {
            fields.check("/items", items.size() <= Ordering.mostItems(), "has too many lines");
            for (int i = 0; i < items.size(); i++) {
                WishBody wish = items.get(i);
                fields.check(
                        "/items/" + i + "/product",
                        wish != null && wish.product() != null,
                        "is required");
                Integer quantity = wish == null ? null : wish.quantity();
                fields.check(
                        "/items/" + i + "/quantity",
                        quantity == null || (quantity >= 1 && quantity <= 10_000),
                        "must be from 1 to 10000");
            }
        }
        Map<String, @Nullable String> metadata = body.metadata();
        if (metadata != null) {
            fields.check("/metadata", metadata.size() <= 50, "has more than 50 entries");
            metadata.forEach(
                    (name, value) ->
                            fields.check(
                                            "/metadata/" + name,
                                            value != null
                                                    && name.length() <= 40
                                                    && value.length() <= 500,
                                            "names have at most 40 characters, values are texts of"
                                                    + " at most 500")
                                    // PostgreSQL's JSON keeps no NUL.
                                    .check(
                                            "/metadata/" + name,
                                            name.indexOf('\0') < 0
                                                    && (value == null || value.indexOf('\0') < 0),
                                            "must not contain U+0000"));
        }
        fields.done();
    }

    private static List<Ordering.Wish> wishes(OrderBody body) {
        return required(body.items()).stream()
                .map(
                        wish ->
                                new Ordering.Wish(
                                        required(required(wish).product()),
                                        required(wish).quantity() == null
                                                ? 1
                                                : required(required(wish).quantity()),
                                        required(wish).startsAt()))
                .toList();
    }

    private static Map<String, String> metadata(OrderBody body) {
        Map<String, @Nullable String> given = body.metadata();
        if (given == null) {
            return Map.of();
        }
        Map<String, String> metadata = new java.util.TreeMap<>();
        given.forEach((name, value) -> metadata.put(name, required(value)));
        return metadata;
    }

    private static <T> T required(@Nullable T value) {
        return java.util.Objects.requireNonNull(value, "checked before");
    }

    private static OrderStatus statusOf(String word) {
        try {
            return OrderStatus.of(word);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("status", "is not a status of orders");
        }
    }

    private OrderView view(Order order, @Nullable List<?> payments) {
        String checkout = links.to("/checkout/" + order.id());
        return new OrderView(
                order.id(),
                order.platform(),
                order.buyer(),
                order.status(),
                order.total(),
                order.refunded(),
                order.items().stream()
                        .map(
                                item ->
                                        new ItemView(
                                                item.product(),
                                                item.kind(),
                                                item.title(),
                                                item.quantity(),
                                                item.unitPrice(),
                                                item.amount(),
                                                item.startsAt()))
                        .toList(),
                order.metadata(),
                checkout,
                order.createdAt(),
                order.expiresAt(),
                order.paidAt(),
                payments);
    }
}
