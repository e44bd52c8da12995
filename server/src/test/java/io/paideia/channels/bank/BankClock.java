package io.paideia.channels.bank;

import io.paideia.channels.ChannelScene;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** The sandbox's clock, which tests advance, some by whole days. */
final class BankClock extends Clock {

    private volatile Duration ahead = Duration.ZERO;

    /** Lets time pass at the sandbox, and here as much. */
    void advance(ChannelScene scene, Duration step) {
        ahead =
                Duration.parse(
                        scene.post("/_control/clock", Map.of("advance", step.toString()))
                                .path("offset")
                                .asString());
    }

    /** Takes over what has passed at the sandbox. */
    void follow(ChannelScene scene) {
        advance(scene, Duration.ZERO);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
