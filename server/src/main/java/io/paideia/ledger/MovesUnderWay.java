package io.paideia.ledger;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Carries on what moves were left under way, by a crash or by a lane that was away. Several servers
 * may do so at once: a step done twice is done once.
 */
@Component
final class MovesUnderWay {

    private static final Logger log = LoggerFactory.getLogger(MovesUnderWay.class);

    private final Moves moves;

    MovesUnderWay(Moves moves) {
        this.moves = moves;
    }

    /** Those of one claim side by side, so that they share the lanes' commits. */
    @Scheduled(fixedDelayString = "${paideia.ledger.sweep:1s}")
    void sweep() {
        List<Move> claimed = moves.claim();
        List<CompletableFuture<Move>> carried = claimed.stream().map(moves::carry).toList();
        for (int i = 0; i < carried.size(); i++) {
            try {
                carried.get(i).join();
            } catch (CompletionException e) {
                log.warn("The move {} is still under way", claimed.get(i).order().id(), e);
            }
        }
    }
}
