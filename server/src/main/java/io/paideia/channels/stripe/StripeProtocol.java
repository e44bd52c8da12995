package io.paideia.channels.stripe;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Opens accounts at Stripe. */
@Component
final class StripeProtocol implements Protocol<StripeSettings> {

    private final JsonMapper mapper;
    private final Clock clock;

    StripeProtocol(JsonMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public Class<StripeSettings> settings() {
        return StripeSettings.class;
    }

    @Override
    public Channel open(String name, StripeSettings settings) {
        return new Stripe(name, settings, mapper, clock);
    }
}
