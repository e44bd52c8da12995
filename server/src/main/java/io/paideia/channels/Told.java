package io.paideia.channels;

/** What a genuine notice says. */
public sealed interface Told {

    /**
     * What the notice is filed under: our reference, or the provider's number if it names no other.
     */
    String reference();

    /** How a charge stands now. */
    record Charged(String reference, Standing standing) implements Told {}

    /** How a refund stands now; the reference is the refund's. */
    record Refunded(String reference, Refunds.Refunding refunding) implements Told {}

    /** How a transfer stands now. */
    record Transferred(String reference, Transfers.Transferring transferring) implements Told {}

    /** A dispute began or came on. */
    record Disputed(Disputes.Dispute dispute) implements Told {

        @Override
        public String reference() {
            String ours = dispute.reference();
            return ours == null ? dispute.trade() : ours;
        }
    }
}
