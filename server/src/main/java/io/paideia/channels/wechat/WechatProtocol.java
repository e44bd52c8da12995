package io.paideia.channels.wechat;

import io.paideia.channels.Channel;
import io.paideia.channels.Protocol;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Opens merchants' accounts at WeChat Pay. */
@Component
final class WechatProtocol implements Protocol<WechatSettings> {

    private final JsonMapper mapper;
    private final Clock clock;

    WechatProtocol(JsonMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "wechat";
    }

    @Override
    public Class<WechatSettings> settings() {
        return WechatSettings.class;
    }

    @Override
    public Channel open(String name, WechatSettings settings) {
        MerchantKey key =
                new MerchantKey(
                        settings.mchId(), settings.merchantSerial(), settings.privateKey(), clock);
        Sealed sealed = new Sealed(settings.apiV3Key());
        SignedWire wire = new SignedWire(settings, key);
        PlatformKeys keys =
                new PlatformKeys(
                        configured(settings), new CertificateDownload(wire, sealed, mapper), clock);
        WechatGateway gateway = new WechatGateway(wire, keys, mapper, clock);
        return new WechatPay(
                name,
                new WechatOrders(settings, gateway, key, clock),
                new WechatRefunds(settings, gateway),
                new WechatTransfers(settings, gateway),
                new WechatBills(settings, gateway, clock),
                new WechatNotices(settings, keys, sealed, mapper, clock));
    }

    private static PlatformKeys.@Nullable Known configured(WechatSettings settings) {
        String id = settings.publicKeyId();
        String key = settings.publicKey();
        return id == null || key == null
                ? null
                : new PlatformKeys.Known(id, MerchantKey.publicKey(key), Instant.MIN, Instant.MAX);
    }
}
