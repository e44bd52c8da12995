package io.paideia.settlement;

import io.paideia.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * One run of settling. Immutable.
 *
 * @param through the last due day that was included
 * @param lines what each party got
 */
record Settlement(SettlementId id, LocalDate through, Instant settledAt, List<Line> lines) {

    /** One party's release in one currency. */
    record Line(String party, Money amount) {}
}
