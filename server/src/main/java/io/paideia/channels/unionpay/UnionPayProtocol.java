package io.paideia.channels.unionpay;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Opens merchants' accounts at UnionPay. */
@Component
final class UnionPayProtocol implements Protocol<UnionPaySettings> {

    private final Clock clock;

    UnionPayProtocol(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "unionpay";
    }

    @Override
    public Class<UnionPaySettings> settings() {
        return UnionPaySettings.class;
    }

    @Override
    public Channel open(String name, UnionPaySettings settings) {
        if (!settings.gateway().getPath().endsWith("/")) {
            throw new IllegalStateException("UnionPay's gateway is a folder: end it with a slash");
        }
        UnionPaySignature signature =
                new UnionPaySignature(
                        UnionPayIdentity.of(settings), new UnionPayTrust(settings, clock));
        return new UnionPay(
                name,
                settings,
                new UnionPayGateway(settings, signature),
                new UnionPayNotices(settings, signature),
                clock);
    }
}
