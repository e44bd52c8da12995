package io.paideia.channels.bank;

import io.paideia.channels.Failure;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.util.Optional;

/**
 * Says what money that came in means: a buyer's payment, a transfer of ours that came back, or
 * something for a person. What a payer sent is written down once. Thread-safe.
 */
final class Incoming {

    private final Receipts receipts;
    private final BankOrders orders;

    Incoming(Receipts receipts, BankOrders orders) {
        this.receipts = receipts;
        this.orders = orders;
    }

    Told told(Entry entry) {
        return entry.returned() ? returned(entry) : receipts.arrived(entry);
    }

    /**
     * A transfer of ours came back: the payee's bank did not take it. Only the whole of what was
     * ordered undoes the order; less, as where banks on the way kept their fees, is money for a
     * person to look at.
     */
    private Told returned(Entry entry) {
        char kind = BankStatements.kind(entry);
        String message = entry.message();
        String reference = entry.endToEnd();
        if (message == null
                || reference == null
                || (kind != BankOrders.REFUND && kind != BankOrders.TRANSFER)) {
            return receipts.arrived(entry);
        }
        Optional<Money> ordered = orders.ordered(message);
        if (ordered.isEmpty()) {
            return Receipts.told(entry, reference, "return_unknown", "; we ordered no such thing");
        }
        if (!ordered.get().equals(entry.amount())) {
            return Receipts.told(
                    entry, reference, "return_differs", "; " + ordered.get() + " were sent");
        }
        Failure failure = new Failure("returned", "The payee's bank sent it back", false);
        return kind == BankOrders.REFUND
                ? new Told.Refunded(reference, new Refunding.Refused(failure), entry.amount())
                : new Told.Transferred(
                        reference, new Transferring.Returned(failure), entry.amount());
    }
}
