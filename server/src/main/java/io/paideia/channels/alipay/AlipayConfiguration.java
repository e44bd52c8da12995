package io.paideia.channels.alipay;

import io.paideia.channels.Channel;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Offers Alipay where a merchant's account is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("paideia.channels.alipay.app-id")
@EnableConfigurationProperties(AlipaySettings.class)
class AlipayConfiguration {

    @Bean
    Channel alipay(AlipaySettings settings, JsonMapper mapper, Clock clock) {
        AlipaySignature signature =
                new AlipaySignature(settings.privateKey(), settings.publicKey());
        return new Alipay(
                settings,
                new AlipayGateway(settings, signature, mapper, clock),
                new AlipayNotices(settings, signature));
    }
}
