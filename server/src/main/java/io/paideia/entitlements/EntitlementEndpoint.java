package io.paideia.entitlements;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.catalog.ProductId;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/entitlements}. Every platform may ask about every person of the alliance: what was
 * bought on one opens on all.
 */
@RestController
@RequestMapping("/v1/entitlements")
final class EntitlementEndpoint {

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,4})");
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Entitlements entitlements;

    EntitlementEndpoint(Entitlements entitlements) {
        this.entitlements = entitlements;
    }

    /** Whether, and for how long. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Check(boolean entitled, @Nullable Instant until) {}

    @GetMapping
    @Needs("entitlements:read")
    Page<Entitlement> list(
            Caller caller,
            @RequestParam String user,
            @RequestParam(required = false) @Nullable String product,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return entitlements.list(
                Parameter.of("user", user, UserId::parse),
                product == null ? null : Parameter.of("product", product, ProductId::parse),
                Page.Request.of(limit, cursor));
    }

    @GetMapping("/{id}")
    @Needs("entitlements:read")
    Entitlement get(@PathVariable String id) {
        return entitlements
                .find(EntitlementId.parse(id))
                .orElseThrow(() -> Problem.notFound("entitlement"));
    }

    /**
     * Whether the person may open the product now. With {@code Prefer: wait=5} (RFC 7240) the
     * answer waits up to so many seconds, at most 20, for the person to become entitled.
     */
    @GetMapping("/check")
    @Needs("entitlements:read")
    Check check(
            @RequestParam String user,
            @RequestParam String product,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        UserId person = Parameter.of("user", user, UserId::parse);
        ProductId thing = Parameter.of("product", product, ProductId::parse);
        Duration patience = patience(prefer);
        Optional<Entitlement> right =
                patience.isZero()
                        ? entitlements.current(person, thing)
                        : entitlements.await(person, thing, patience);
        return new Check(right.isPresent(), right.map(Entitlement::until).orElse(null));
    }

    private static Duration patience(@Nullable String prefer) {
        Matcher wait = WAIT.matcher(prefer == null ? "" : prefer);
        if (!wait.find()) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
