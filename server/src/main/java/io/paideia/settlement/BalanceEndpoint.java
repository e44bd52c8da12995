package io.paideia.settlement;

import io.paideia.http.Problem;
import io.paideia.identity.CreatorId;
import io.paideia.identity.Creators;
import io.paideia.identity.Needs;
import io.paideia.ledger.Holdings;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/creators/{id}/balance}: what a creator has, by currency, straight from the ledger.
 */
@RestController
final class BalanceEndpoint {

    private final Creators creators;
    private final Holdings holdings;

    BalanceEndpoint(Creators creators, Holdings holdings) {
        this.creators = creators;
        this.holdings = holdings;
    }

    /**
     * A creator's money in one currency, in minor units.
     *
     * @param owed what later sales repay first, after refunds of money already taken
     */
    record BalanceView(long pending, long available, long inTransit, long paidOut, long owed) {}

    @GetMapping("/v1/creators/{id}/balance")
    @Needs("settlements:read")
    Map<String, BalanceView> balance(@PathVariable String id) {
        CreatorId creator = CreatorId.parse(id);
        if (creators.find(creator).isEmpty()) {
            throw Problem.notFound("creator");
        }
        Map<String, BalanceView> balances = new TreeMap<>();
        holdings.of("creator:" + creator)
                .forEach(
                        (currency, held) ->
                                balances.put(
                                        currency.code(),
                                        new BalanceView(
                                                held.pending().minor(),
                                                held.available().minor(),
                                                held.inTransit().minor(),
                                                held.paidOut().minor(),
                                                held.owed().minor())));
        return balances;
    }
}
