package io.paideia.payments;

import io.paideia.channels.Channels;
import io.paideia.channels.Failure;
import io.paideia.channels.Payer;
import io.paideia.channels.Started;
import io.paideia.routing.Routing;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Calls a channel to start an attempt, and tells routing whether it answered. Thread-safe. */
@Component
final class Calling {

    private final Channels channels;
    private final Routing routing;

    Calling(Channels channels, Routing routing) {
        this.channels = channels;
        this.routing = routing;
    }

    /** Starts a recorded attempt; the caller has routing's permission for this very call. */
    Started start(Attempt attempt, Payer payer) {
        long from = System.nanoTime();
        Started started = new Started.Unknown("The call broke off");
        try {
            started = channels.require(attempt.channel()).start(attempt.charge(), payer);
        } finally {
            Duration after = Duration.ofNanos(System.nanoTime() - from);
            if (silent(started)) {
                routing.silent(attempt.channel(), after);
            } else {
                routing.answered(attempt.channel(), after);
            }
        }
        return started;
    }

    private static boolean silent(Started started) {
        return switch (started) {
            case Started.Unknown unknown -> true;
            case Started.Refused(Failure failure) -> failure.code().equals("channel_unavailable");
            case Started.Waiting waiting -> false;
            case Started.AtOnce once -> false;
        };
    }
}
