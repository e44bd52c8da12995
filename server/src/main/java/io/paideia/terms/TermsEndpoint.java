package io.paideia.terms;

import io.paideia.http.Creation;
import io.paideia.http.Creation.Created;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.identity.PlatformId;
import io.paideia.identity.Platforms;
import io.paideia.lane.Lane;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Rules, as the operator makes them and platforms see those that are for them. */
@RestController
final class TermsEndpoint {

    private final Rules rules;
    private final Platforms platforms;
    private final Lane lane;
    private final Creation creation;
    private final AddRule add;

    /** A rule as it is answered. */
    record RuleBody(
            RuleId id,
            @Nullable PlatformId platform,
            @Nullable String kind,
            @Nullable String currency,
            @Nullable Long minAmount,
            @Nullable Long maxAmount,
            int version,
            Map<String, Integer> shares,
            Map<String, Integer> cycleDays,
            Instant validFrom) {

        static RuleBody of(Rule rule) {
            return new RuleBody(
                    rule.id(),
                    rule.scope().platform(),
                    rule.scope().kind(),
                    rule.scope().currency(),
                    rule.scope().minAmount(),
                    rule.scope().maxAmount(),
                    rule.version(),
                    Role.byWord(rule.basisPoints()),
                    Role.byWord(rule.cycleDays()),
                    rule.validFrom());
        }
    }

    TermsEndpoint(Rules rules, Platforms platforms, Lane lane, Creation creation) {
        this.rules = rules;
        this.platforms = platforms;
        this.lane = lane;
        this.creation = creation;
        this.add = new AddRule(rules);
    }

    @Needs("operator")
    @PostMapping("/v1/terms")
    ResponseEntity<String> create(
            @RequestBody NewRule request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        request.check();
        return creation.unkeyed(
                caller.tenant(), key, "POST /v1/terms", request, id -> created(id, request));
    }

    @Needs("")
    @GetMapping("/v1/terms")
    Page<RuleBody> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        return rules.list(
                        caller.operator() ? null : caller.platform(),
                        Page.Request.of(limit, cursor))
                .map(RuleBody::of);
    }

    private Created created(UUID id, NewRule request) {
        PlatformId platform = request.platform();
        if (platform != null && platforms.find(platform).isEmpty()) {
            throw Problem.unprocessable("platform_not_found", "No such platform");
        }
        return switch (lane.call(add, request.command(new RuleId(id)))) {
            case AddRule.Added added -> new Created("/v1/terms", RuleBody.of(added.rule()));
            case AddRule.TooEarly early ->
                    throw Problem.invalid("/valid_from", "must be after " + early.limit());
        };
    }
}
