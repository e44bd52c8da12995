package io.paideia.ledger;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as it stands in its row, by account numbers.
 *
 * @param resolved whether a post or void of it exists already
 */
record Posted(
        UUID id,
        String kind,
        Transfer.Phase phase,
        long debit,
        long credit,
        long amount,
        @Nullable UUID resolves,
        @Nullable String reference,
        boolean resolved) {

    /** Whether the order says the same as this row; a repeated order must. */
    boolean sameAs(Transfer order, long orderDebit, long orderCredit) {
        return phase == order.phase()
                && debit == orderDebit
                && credit == orderCredit
                && amount == order.amount().minor()
                && order.amount().currency().equals(order.debit().currency())
                && kind.equals(order.kind())
                && Objects.equals(reference, order.reference())
                && Objects.equals(
                        resolves, order.resolves() == null ? null : order.resolves().value());
    }

    Posted nowResolved() {
        return new Posted(id, kind, phase, debit, credit, amount, resolves, reference, true);
    }
}
