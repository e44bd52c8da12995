package io.paideia.wallet;

import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Problem;
import io.paideia.http.PublicLinks;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.identity.People;
import io.paideia.identity.UserId;
import io.paideia.ledger.Holdings;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.OrderStatus;
import io.paideia.orders.Ordering;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/wallets/{user}}: the wallet is the buyer's on every platform, so any platform that may
 * take payments sees it.
 */
@RestController
@RequestMapping("/v1/wallets/{user}")
final class WalletEndpoint {

    private static final int LONGEST_TITLE = 120;

    private final People people;
    private final Holdings holdings;
    private final Ordering ordering;
    private final Creation creation;
    private final PublicLinks links;

    WalletEndpoint(
            People people,
            Holdings holdings,
            Ordering ordering,
            Creation creation,
            PublicLinks links) {
        this.people = people;
        this.holdings = holdings;
        this.ordering = ordering;
        this.creation = creation;
        this.links = links;
    }

    /**
     * A buyer's money in one currency, in minor units.
     *
     * @param available what can be spent or sent away
     * @param held what is on its way out
     * @param owed what the next top-up repays first, after money was demanded back that was spent
     */
    record BalanceView(long available, long held, long owed) {}

    /** A wallet as it is shown, by currency. */
    record WalletView(UserId user, Map<String, BalanceView> balances) {}

    /**
     * A top-up as it is asked for.
     *
     * @param title what the buyer reads where it is paid
     */
    record TopUpBody(@Nullable Money amount, @Nullable String title) {}

    /** The order by which it is paid. */
    record TopUpView(
            OrderId order,
            UserId user,
            OrderStatus status,
            Money amount,
            String checkoutUrl,
            Instant createdAt,
            Instant expiresAt) {}

    @GetMapping
    @Needs("payments:write")
    WalletView get(@PathVariable String user) {
        UserId buyer = existing(user);
        Map<String, BalanceView> balances = new TreeMap<>();
        holdings.wallet(buyer.toString())
                .forEach(
                        (currency, wallet) ->
                                balances.put(
                                        currency.code(),
                                        new BalanceView(
                                                wallet.available().minor(),
                                                wallet.held().minor(),
                                                wallet.owed().minor())));
        return new WalletView(buyer, balances);
    }

    @PostMapping("/top-ups")
    @Needs("orders:write")
    ResponseEntity<String> topUp(
            Caller caller,
            @PathVariable String user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody TopUpBody body) {
        UserId buyer = existing(user);
        Money amount = body.amount();
        String title = body.title() == null ? "Wallet top-up" : body.title();
        new Fields()
                .require("/amount", amount)
                .check("/amount", amount == null || amount.isPositive(), "must be positive")
                .text("/title", title, LONGEST_TITLE)
                .done();
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/wallets/" + buyer + "/top-ups",
                body,
                id -> {
                    Order order =
                            ordering.topUp(
                                    new OrderId(id),
                                    caller.platform(),
                                    buyer,
                                    Objects.requireNonNull(amount),
                                    title);
                    return new Creation.Created("/v1/orders/" + order.id(), view(order));
                });
    }

    private UserId existing(String user) {
        UserId buyer = UserId.parse(user);
        if (people.find(buyer).isEmpty()) {
            throw Problem.notFound("user");
        }
        return buyer;
    }

    private TopUpView view(Order order) {
        return new TopUpView(
                order.id(),
                order.buyer(),
                order.status(),
                order.total(),
                links.to("/checkout/" + order.id()),
                order.createdAt(),
                order.expiresAt());
    }
}
