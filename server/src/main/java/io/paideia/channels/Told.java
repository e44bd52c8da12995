package io.paideia.channels;

import io.paideia.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a genuine notice says. */
public sealed interface Told {

    /**
     * What the notice is filed under: our reference, or the provider's number if it names no other.
     */
    String reference();

    /** How a charge stands now. */
    record Charged(String reference, Standing standing) implements Told {}

    /**
     * How a refund stands now; the reference is the refund's.
     *
     * @param amount that the notice names, which must be the refund's; null if it names none
     */
    record Refunded(String reference, Refunds.Refunding refunding, @Nullable Money amount)
            implements Told {

        /** Of a notice that names no amount. */
        public Refunded(String reference, Refunds.Refunding refunding) {
            this(reference, refunding, null);
        }
    }

    /**
     * How a transfer stands now.
     *
     * @param amount that the notice names, which must be the transfer's; null if it names none
     */
    record Transferred(
            String reference, Transfers.Transferring transferring, @Nullable Money amount)
            implements Told {

        /** Of a notice that names no amount. */
        public Transferred(String reference, Transfers.Transferring transferring) {
            this(reference, transferring, null);
        }
    }

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
