package io.paideia.channels;

import io.paideia.money.Money;
import java.util.List;

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

    /**
     * Money really arrived, and fits no charge, or not as it should: a bank cannot send it away as
     * a provider would. Nobody guesses; a person must look.
     *
     * @param reference of the charge that it seems to mean, else the provider's number
     * @param why snake_case, ours
     * @param detail what arrived, for a person
     */
    record Arrived(String reference, String why, Money amount, String trade, String detail)
            implements Told {}

    /** One notice told several things, as a bank's statement does; all are acted on. */
    record Several(List<Told> all) implements Told {

        public Several {
            all = List.copyOf(all);
        }

        @Override
        public String reference() {
            return all.getFirst().reference();
        }
    }

    /** A dispute began or came on. */
    record Disputed(Disputes.Dispute dispute) implements Told {

        @Override
        public String reference() {
            String ours = dispute.reference();
            return ours == null ? dispute.trade() : ours;
        }
    }
}
