package io.paideia.settlement;

import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.lane.Lane;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
 * {@code /v1/settlements}. Each run is one transaction, so a settlement that exists is completed.
 */
@RestController
@RequestMapping("/v1/settlements")
final class SettlementEndpoint {

    private final Lane lane;
    private final Release release;
    private final Settlements settlements;
    private final Creation creation;

    SettlementEndpoint(Lane lane, Release release, Settlements settlements, Creation creation) {
        this.lane = lane;
        this.release = release;
        this.settlements = settlements;
        this.creation = creation;
    }

    /** A settlement as it is asked for. */
    record SettlementBody(@Nullable LocalDate through) {}

    /** A settlement as it is shown. */
    record SettlementView(
            SettlementId id,
            String status,
            LocalDate through,
            int parties,
            List<Money> released,
            List<Settlement.Line> lines,
            Instant settledAt) {

        static SettlementView of(Settlement settlement) {
            Map<Currency, Money> sums = new TreeMap<>();
            settlement
                    .lines()
                    .forEach(
                            line ->
                                    sums.merge(
                                            line.amount().currency(), line.amount(), Money::plus));
            int parties =
                    (int)
                            settlement.lines().stream()
                                    .map(Settlement.Line::party)
                                    .distinct()
                                    .count();
            return new SettlementView(
                    settlement.id(),
                    "completed",
                    settlement.through(),
                    parties,
                    List.copyOf(sums.values()),
                    settlement.lines(),
                    settlement.settledAt());
        }
    }

    @PostMapping
    @Needs("settlements:write")
    ResponseEntity<String> settle(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody SettlementBody body) {
        new Fields().require("/through", body.through()).done();
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST /v1/settlements",
                body,
                id -> {
                    Settlement settlement =
                            lane.call(
                                    release,
                                    new Release.Through(
                                            new SettlementId(id),
                                            Objects.requireNonNull(body.through())));
                    return new Creation.Created(
                            "/v1/settlements/" + settlement.id(), SettlementView.of(settlement));
                });
    }

    @GetMapping("/{id}")
    @Needs("settlements:write")
    SettlementView get(@PathVariable String id) {
        return settlements
                .find(SettlementId.parse(id))
                .map(SettlementView::of)
                .orElseThrow(() -> Problem.notFound("settlement"));
    }
}
