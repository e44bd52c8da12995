package io.paideia.channels.alipay;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Opens merchants' accounts at Alipay. */
@Component
final class AlipayProtocol implements Protocol<AlipaySettings> {

    private final JsonMapper mapper;
    private final Clock clock;

    AlipayProtocol(JsonMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alipay";
    }

    @Override
    public Class<AlipaySettings> settings() {
        return AlipaySettings.class;
    }

    @Override
    public Channel open(String name, AlipaySettings settings) {
        return new Alipay(name, settings, mapper, clock);
    }
}
