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

    /** The notice of the payment, without a timeout; the lie is what a fault makes of it. */
    HttpRequest.Builder notice(Trade trade, URI to, String noticeId, Instant at, Lie lie);

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
        SIGNATURE
    }
}
