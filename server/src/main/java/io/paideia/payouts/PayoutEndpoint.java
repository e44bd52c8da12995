package io.paideia.payouts;

import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Parameter;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import java.util.Map;
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

/**
 * {@code /v1/payouts}. Operators send for everybody, a platform for itself alone; what it may not
 * send for does not exist for it.
 */
@RestController
@RequestMapping("/v1/payouts")
final class PayoutEndpoint {

    private static final int LONGEST = 250;
    private static final int MOST_DETAILS = 20;

    private final PayingOut payingOut;
    private final Checking checking;
    private final PayoutRows rows;
    private final Creation creation;

    PayoutEndpoint(PayingOut payingOut, Checking checking, PayoutRows rows, Creation creation) {
        this.payingOut = payingOut;
        this.checking = checking;
        this.rows = rows;
        this.creation = creation;
    }

    /** Where a payout shall go. */
    record DestinationBody(
            @Nullable String channel,
            @Nullable String payee,
            @Nullable String payeeName,
            @Nullable Map<String, @Nullable String> details) {}

    /** A payout as it is asked for. */
    record PayoutBody(
            @Nullable Party party, @Nullable Money amount, @Nullable DestinationBody destination) {}

    @PostMapping
    @Needs("payouts:write")
    ResponseEntity<String> send(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody PayoutBody body) {
        check(body);
        Party party = Objects.requireNonNull(body.party());
        Money amount = Objects.requireNonNull(body.amount());
        Destination destination = destination(Objects.requireNonNull(body.destination()));
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/payouts",
                body,
                id -> {
                    PayoutId payout = new PayoutId(id);
                    // A repeat of what was begun is not checked again: it may have gone already.
                    Payout sent =
                            rows.find(payout)
                                    .orElseGet(
                                            () ->
                                                    payingOut.send(
                                                            checking.wanted(
                                                                    payout,
                                                                    caller,
                                                                    party,
                                                                    amount,
                                                                    destination)));
                    return new Creation.Created("/v1/payouts/" + sent.id(), sent.view());
                });
    }

    @GetMapping("/{id}")
    @Needs("payouts:write")
    Payout.View get(Caller caller, @PathVariable String id) {
        return rows.find(PayoutId.parse(id))
                .filter(payout -> Checking.covers(caller, payout.party()))
                .map(Payout::view)
                .orElseThrow(() -> Problem.notFound("payout"));
    }

    /** Newest first. */
    @GetMapping
    @Needs("payouts:write")
    Page<Payout.View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String party,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        Party wanted = Parameter.optional("party", party, Party::parse);
        Payout.Status standing = Parameter.optional("status", status, PayoutEndpoint::status);
        if (wanted != null && !Checking.covers(caller, wanted)) {
            throw Problem.notFound(wanted.kind().word());
        }
        Party of =
                wanted != null || caller.operator()
                        ? wanted
                        : new Party(Party.Kind.PLATFORM, caller.platform().value());
        return rows.list(of, standing, page).map(Payout::view);
    }

    private static Payout.Status status(String word) {
        for (Payout.Status known : Payout.Status.values()) {
            if (known.word().equals(word)) {
                return known;
            }
        }
        throw new IllegalArgumentException("must be pending, succeeded or failed");
    }

    private static void check(PayoutBody body) {
        Money amount = body.amount();
        Fields fields =
                new Fields()
                        .require("/party", body.party())
                        .require("/amount", amount)
                        .check("/amount", amount == null || amount.isPositive(), "must be positive")
                        .require("/destination", body.destination());
        DestinationBody destination = body.destination();
        if (destination != null) {
            fields.text("/destination/channel", destination.channel(), LONGEST)
                    .text("/destination/payee", destination.payee(), LONGEST)
                    .optionalText("/destination/payee_name", destination.payeeName(), LONGEST);
            Map<String, @Nullable String> details = details(destination);
            fields.check("/destination/details", details.size() <= MOST_DETAILS, "has too many");
            details.forEach(
                    (name, text) ->
                            fields.check(
                                            "/destination/details",
                                            name.length() <= LONGEST && name.indexOf('\0') < 0,
                                            "has a name that cannot be kept")
                                    .text("/destination/details/" + name, text, LONGEST));
        }
        fields.done();
    }

    private static Map<String, @Nullable String> details(DestinationBody body) {
        Map<String, @Nullable String> details = body.details();
        return details == null ? Map.of() : details;
    }

    private static Destination destination(DestinationBody body) {
        Map<String, String> details = new java.util.TreeMap<>();
        details(body).forEach((name, text) -> details.put(name, String.valueOf(text)));
        return new Destination(
                Objects.requireNonNull(body.channel()),
                Objects.requireNonNull(body.payee()).strip(),
                body.payeeName(),
                details);
    }
}
