package io.paideia.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where a platform wants to be told. The secret is shown once, when it is made. */
@RestController
@RequestMapping("/v1/webhook-endpoints")
final class EndpointController {

    private static final int LONGEST_DESCRIPTION = 500;

    private final Endpoints endpoints;
    private final Destinations destinations;
    private final Creation creation;
    private final Sender sender;

    EndpointController(
            Endpoints endpoints, Destinations destinations, Creation creation, Sender sender) {
        this.endpoints = endpoints;
        this.destinations = destinations;
        this.creation = creation;
        this.sender = sender;
    }

    /** What is asked for. */
    record NewEndpoint(
            @Nullable String url,
            @Nullable List<@Nullable String> events,
            @Nullable String description) {}

    /** An endpoint as callers see it. */
    record EndpointView(
            EndpointId id,
            String url,
            List<String> events,
            @Nullable String description,
            String status,
            @Nullable Instant failingSince,
            Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

        static EndpointView of(Endpoint endpoint) {
            return of(endpoint, null);
        }

        static EndpointView of(Endpoint endpoint, @Nullable Secret fresh) {
            return new EndpointView(
                    endpoint.id(),
                    endpoint.url(),
                    endpoint.events(),
                    endpoint.description(),
                    endpoint.status(),
                    endpoint.failingSince(),
                    endpoint.createdAt(),
                    fresh == null ? null : fresh.reveal());
        }
    }

    @PostMapping
    @Needs("orders:write")
    ResponseEntity<String> create(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody NewEndpoint request) {
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST /v1/webhook-endpoints",
                request,
                id -> create(caller, new EndpointId(id), request));
    }

    @GetMapping
    @Needs("orders:write")
    Page<EndpointView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return endpoints
                .list(caller.platform(), Page.Request.of(limit, cursor))
                .map(EndpointView::of);
    }

    @GetMapping("/{id}")
    @Needs("orders:write")
    EndpointView get(Caller caller, @PathVariable String id) {
        return EndpointView.of(owned(caller, id));
    }

    @DeleteMapping("/{id}")
    @Needs("orders:write")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable String id) {
        endpoints.remove(owned(caller, id).id());
    }

    @PostMapping("/{id}/rotate-secret")
    @Needs("orders:write")
    EndpointView rotateSecret(Caller caller, @PathVariable String id) {
        Endpoint endpoint = owned(caller, id);
        return endpoints
                .rotate(endpoint.id())
                .map(fresh -> EndpointView.of(endpoint, fresh))
                .orElseThrow(EndpointController::unknown);
    }

    @PostMapping("/{id}/enable")
    @Needs("orders:write")
    EndpointView enable(Caller caller, @PathVariable String id) {
        endpoints.enable(owned(caller, id).id());
        sender.wake();
        return EndpointView.of(owned(caller, id));
    }

    private Creation.Created create(Caller caller, EndpointId id, NewEndpoint request) {
        String url = request.url();
        List<@Nullable String> events = request.events();
        Fields fields =
                new Fields()
                        .require("/url", url)
                        .require("/events", events)
                        .optionalText("/description", request.description(), LONGEST_DESCRIPTION);
        checkEvents(fields, events == null ? List.of("*") : events);
        if (url != null) {
            Optional<String> refusal = destinations.refusal(url);
            fields.check("/url", refusal.isEmpty(), refusal.orElse(""));
        }
        fields.done();
        Secret secret =
                endpoints
                        .add(
                                id,
                                caller.platform(),
                                String.valueOf(url),
                                named(events),
                                request.description())
                        .orElseThrow(EndpointController::tooMany);
        Endpoint endpoint = endpoints.find(id).orElseThrow(EndpointController::unknown);
        return new Creation.Created(
                "/v1/webhook-endpoints/" + id, EndpointView.of(endpoint, secret));
    }

    private static void checkEvents(Fields fields, List<@Nullable String> events) {
        fields.check("/events", !events.isEmpty(), "must name at least one event");
        fields.check("/events", events.size() <= 50, "names more than 50 events");
        for (int i = 0; i < Math.min(events.size(), 50); i++) {
            String name = events.get(i);
            fields.check(
                    "/events/" + i,
                    name != null && EventTypes.selectable(name),
                    "must be one of " + EventTypes.listed());
        }
    }

    private static List<String> named(@Nullable List<@Nullable String> events) {
        return events == null
                ? List.of()
                : events.stream().map(String::valueOf).distinct().toList();
    }

    private Endpoint owned(Caller caller, String id) {
        return endpoints
                .find(EndpointId.parse(id))
                .filter(endpoint -> caller.sees(endpoint.platform()))
                .orElseThrow(EndpointController::unknown);
    }

    static Problem unknown() {
        return Problem.notFound("webhook endpoint");
    }

    private static Problem tooMany() {
        return Problem.unprocessable(
                "too_many_webhook_endpoints",
                "A platform has at most " + Endpoints.MOST_PER_PLATFORM + " webhook endpoints");
    }
}
