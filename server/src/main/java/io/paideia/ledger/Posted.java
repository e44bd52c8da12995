package io.paideia.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that was posted, and what became of it.
 *
 * @param resolvedBy the phase of the transfer that resolved or reversed it, or null
 */
record Posted(TransferRow row, Transfer.@Nullable Phase resolvedBy) {

    /** Whether the order says the same as this row; a repeated order must. */
    boolean sameAs(Transfer order, long debit, long credit) {
        TransferId resolves = order.resolves();
        return row.phase() == order.phase()
                && row.debit() == debit
                && row.credit() == credit
                && order.amount().currency().equals(order.debit().currency())
                && sameAmount(order)
                && row.kind().equals(order.kind())
                && Objects.equals(row.reference(), order.reference())
                && Objects.equals(row.resolves(), resolves == null ? null : resolves.value())
                && Objects.equals(timeout(), order.timeout());
    }

    private boolean sameAmount(Transfer order) {
        Long asked = order.asked();
        return Objects.equals(row.asked(), asked)
                && (asked != null || row.amount() == order.amount().minor());
    }

    private @Nullable Duration timeout() {
        Instant expiresAt = row.expiresAt();
        return expiresAt == null ? null : Duration.between(row.at(), expiresAt);
    }

    Posted nowResolved(Transfer.Phase by) {
        return new Posted(row, by);
    }
}
