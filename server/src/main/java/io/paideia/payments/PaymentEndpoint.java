package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.paideia.channels.Charge;
import io.paideia.channels.Payer;
import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import io.paideia.orders.Order;
import io.paideia.orders.OrderId;
import io.paideia.orders.Orders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/payments}. */
@RestController
@RequestMapping("/v1/payments")
final class PaymentEndpoint {

    private final Paying paying;
    private final Capturing capturing;
    private final Payments payments;
    private final Orders orders;
    private final Creation creation;

    PaymentEndpoint(
            Paying paying,
            Capturing capturing,
            Payments payments,
            Orders orders,
            Creation creation) {
        this.paying = paying;
        this.capturing = capturing;
        this.payments = payments;
        this.orders = orders;
        this.creation = creation;
    }

    /** When the money is taken. */
    enum Capture {
        /** As soon as the buyer agrees. */
        @JsonProperty("automatic")
        AUTOMATIC,
        /** When the platform asks for it; until then the channel holds it. */
        @JsonProperty("manual")
        MANUAL
    }

    /** What shall be captured; all that is held without an amount. */
    record CaptureBody(@Nullable Money amount) {}

    /** Where the buyer is. */
    record ClientBody(
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable String deviceId,
            @Nullable String openId) {}

    /**
     * A payment as it is asked for.
     *
     * @param token stands for a card, from the provider's own script; never a card number
     * @param capture when the money is taken; automatic if it is not said
     */
    record PaymentBody(
            @Nullable OrderId order,
            @Nullable String method,
            @Nullable String returnUrl,
            @Nullable ClientBody client,
            @Nullable String token,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Capture capture) {

        Charge.Taking taking() {
            return capture == Capture.MANUAL ? Charge.Taking.ON_CAPTURE : Charge.Taking.AT_ONCE;
        }

        Payer payer() {
            return client == null
                    ? new Payer(null, null, null, token)
                    : new Payer(client.ip(), client.userAgent(), client.openId(), token);
        }

        /** Without the token, which must not reach a log. */
        @Override
        public String toString() {
            return "PaymentBody[order=" + order + ", method=" + method + "]";
        }
    }

    @PostMapping
    @Needs("payments:write")
    ResponseEntity<String> pay(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PaymentBody body) {
        String method = body.method();
        new Fields()
                .require("/order", body.order())
                .require("/method", method)
                .check(
                        "/method",
                        method == null || Methods.known(method),
                        "is not a payment method")
                .check(
                        "/return_url",
                        isWebAddress(body.returnUrl()),
                        "must be an http or https address")
                .done();
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/payments",
                body,
                id -> {
                    Order order =
                            orders.find(Objects.requireNonNull(body.order()))
                                    .filter(found -> caller.sees(found.platform()))
                                    .orElseThrow(() -> Problem.notFound("order"));
                    PaymentView payment =
                            paying.pay(
                                    new AttemptId(id),
                                    order,
                                    Objects.requireNonNull(method),
                                    body.returnUrl(),
                                    body.payer(),
                                    body.taking());
                    return new Creation.Created("/v1/payments/" + payment.id(), payment);
                });
    }

    @GetMapping("/{id}")
    @Needs("payments:write")
    PaymentView get(Caller caller, @PathVariable String id) {
        return mine(caller, id);
    }

    @GetMapping
    @Needs("payments:write")
    Page<PaymentView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String order,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return payments.list(
                caller.operator() ? null : caller.platform(),
                Parameter.optional("order", order, OrderId::parse),
                status == null ? null : statusOf(status),
                Page.Request.of(limit, cursor));
    }

    @PostMapping("/{id}/cancel")
    @Needs("payments:write")
    PaymentView cancel(Caller caller, @PathVariable String id) {
        return paying.cancel(mine(caller, id));
    }

    /** Takes what the channel holds, or a part of it; the rest is the buyer's again. */
    @PostMapping("/{id}/capture")
    @Needs("payments:write")
    ResponseEntity<String> capture(
            Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody CaptureBody body) {
        Money amount = body.amount();
        PaymentView payment = mine(caller, id);
        new Fields()
                .check("/amount", amount == null || amount.isPositive(), "must be positive")
                .done();
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/payments/" + payment.id() + "/capture",
                body,
                capture -> Creation.Created.done(capturing.capture(capture, payment.id(), amount)));
    }

    private PaymentView mine(Caller caller, String id) {
        return payments.find(PaymentId.parse(id))
                .filter(payment -> caller.sees(payment.platform()))
                .orElseThrow(() -> Problem.notFound("payment"));
    }

    private static PaymentStatus statusOf(String word) {
        try {
            return PaymentStatus.of(word);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("status", "is not a status of payments");
        }
    }

    private static boolean isWebAddress(@Nullable String url) {
        if (url == null) {
            return true;
        }
        try {
            URI uri = new URI(url);
            return url.length() <= 2048
                    && uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
