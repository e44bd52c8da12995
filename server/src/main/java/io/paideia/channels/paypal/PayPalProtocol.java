package io.paideia.channels.paypal;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import io.paideia.channels.Wire;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Opens merchants' accounts at PayPal. */
@Component
final class PayPalProtocol implements Protocol<PayPalSettings> {

    private final JsonMapper mapper;
    private final Clock clock;

    PayPalProtocol(JsonMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "paypal";
    }

    @Override
    public Class<PayPalSettings> settings() {
        return PayPalSettings.class;
    }

    @Override
    public Channel open(String name, PayPalSettings settings) {
        Wire wire = new Wire("PayPal", settings.timeout());
        PayPalApi api =
                new PayPalApi(
                        settings.gateway(),
                        wire,
                        new PayPalTokens(settings, wire, mapper, clock),
                        mapper);
        PayPalOrders orders = new PayPalOrders(settings, api, clock);
        PayPalSignature signature =
                new PayPalSignature(settings, new PayPalCertificates(settings, wire, clock), clock);
        return new PayPal(
                name,
                orders,
                new PayPalCaptures(api, orders),
                new PayPalRefunds(api),
                new PayPalPayouts(api, clock),
                new PayPalReports(api),
                new PayPalDisputes(settings, api, mapper),
                new PayPalNotices(settings, signature, mapper));
    }
}
