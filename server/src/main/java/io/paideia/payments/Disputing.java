package io.paideia.payments;

import io.paideia.channels.Disputes;
import java.util.Optional;
import java.util.UUID;

/** Who hears of disputes; implemented by a later step, so that payments need not know it. */
public interface Disputing {

    /** Whether the dispute fits a sale of ours. Reads only; empty if it fits, else why not. */
    Optional<String> objection(String channel, Disputes.Dispute dispute);

    /**
     * Acts on a stored notice of a dispute; repeatable. It marks the notice acted in its own batch.
     */
    void told(UUID notice, String channel, Disputes.Dispute dispute);
}
