package io.paideia.sandbox.engine;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the engine must know of a provider. Implementations are safe for all threads. */
public interface Channel {

    /** The name in the control plane and in the journal. */
    String name();

    /** A number of the provider's own that no other trade has. */
    String newTradeNumber(Instant at);

    /** An id for a notice that no other notice has. */
    String newNoticeId(Instant at);

    /**
     * The delays after the first, second, … unacknowledged attempt. When they are used up, the
     * notice is abandoned.
     */
    List<Duration> retryDelays();

    /** The same for one kind of notice, where the provider's patience depends on it. */
    default List<Duration> retryDelays(Topic topic) {
        return retryDelays();
    }

    /**
     * Whether the buyer's consent takes the money at once; else it is only held, and the merchant
     * captures it.
     */
    default boolean takesAtOnce(Trade trade) {
        return true;
    }

    /** What the buyer sends; where people send money themselves, it may be another amount. */
    default Amount sends(Trade trade) {
        return trade.order().amount();
    }

    /** Where the merchant hears of it; empty if this provider does not tell. */
    Optional<URI> address(Trade trade, Topic topic);

    /** The notice, without a timeout; the lie is what a fault makes of it. */
    HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie);

    /** Whether this answer ends the retries. */
    boolean acknowledges(int status, String body);

    /**
     * Where the browser goes after payment, with whatever the provider adds; empty if the merchant
     * named no address.
     */
    Optional<URI> returnAddress(Trade trade, Instant at);

    /** In what way a notice is false. */
    enum Lie {
        NONE,
        AMOUNT,
        SELLER,
        APP,
        SIGNATURE,
        /** A signature that nobody should accept, sent to see whether the merchant checks. */
        PROBE
    }

    /** A provider that also sends money out, and tells how that ended. */
    interface Paying extends Channel {

        HttpRequest.Builder notice(Payout payout, URI to, String noticeId, Instant at, Lie lie);
    }
}
