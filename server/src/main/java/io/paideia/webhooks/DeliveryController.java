package io.paideia.webhooks;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.webhooks.History.DeliveryView;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an endpoint was told, how it answered, and telling it again. */
@RestController
@RequestMapping("/v1/webhook-endpoints/{endpoint}/deliveries")
final class DeliveryController {

    private final Endpoints endpoints;
    private final History history;
    private final Deliveries deliveries;
    private final Sender sender;
    private final InstantSource clock;

    DeliveryController(
            Endpoints endpoints,
            History history,
            Deliveries deliveries,
            Sender sender,
            @WebhookTime InstantSource clock) {
        this.endpoints = endpoints;
        this.history = history;
        this.deliveries = deliveries;
        this.sender = sender;
        this.clock = clock;
    }

    @GetMapping
    @Needs("orders:write")
    Page<DeliveryView> list(
            Caller caller,
            @PathVariable String endpoint,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return history.list(
                owned(caller, endpoint).id(), status(status), Page.Request.of(limit, cursor));
    }

    @GetMapping("/{delivery}")
    @Needs("orders:write")
    DeliveryView get(Caller caller, @PathVariable String endpoint, @PathVariable String delivery) {
        return found(owned(caller, endpoint), delivery);
    }

    /** Sends again under the same webhook-id; answers the delivery as it is then. */
    @PostMapping("/{delivery}/resend")
    @Needs("orders:write")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView resend(
            Caller caller, @PathVariable String endpoint, @PathVariable String delivery) {
        Endpoint owned = owned(caller, endpoint);
        DeliveryView known = found(owned, delivery);
        if (!owned.enabled()) {
            throw Problem.conflict(
                    "webhook_endpoint_disabled",
                    "The endpoint answered that it is gone; enable it first");
        }
        deliveries.resend(known.id().value(), clock.instant());
        sender.wake();
        return found(owned, delivery);
    }

    private Endpoint owned(Caller caller, String id) {
        return endpoints
                .find(EndpointId.parse(id))
                .filter(endpoint -> caller.sees(endpoint.platform()))
                .orElseThrow(EndpointController::unknown);
    }

    private DeliveryView found(Endpoint endpoint, String delivery) {
        return history.find(endpoint.id(), DeliveryId.parse(delivery))
                .orElseThrow(() -> Problem.notFound("delivery"));
    }

    private static History.@Nullable Status status(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(History.Status.values())
                .filter(status -> status.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(
                        () -> Problem.invalid("status", "must be pending, delivered or failed"));
    }
}
