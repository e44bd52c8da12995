package io.paideia.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the module together: its time, its chance, and its way out. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {

    @Bean(defaultCandidate = false)
    @WebhookTime
    InstantSource webhookClock() {
        return Clock.systemUTC();
    }

    @Bean
    Destinations webhookDestinations(WebhookSettings settings) {
        return new Destinations(settings, InetAddress::getAllByName);
    }

    @Bean
    Endpoints webhookEndpoints(JdbcClient database, @WebhookTime InstantSource clock) {
        return new Endpoints(database, new SecureRandom(), clock);
    }

    @Bean
    History webhookHistory(JdbcClient database) {
        return new History(database);
    }

    @Bean(destroyMethod = "close")
    Deliveries webhookDeliveries(Database database, MeterRegistry meters) {
        return new Deliveries(database, meters, SenderLimits.DEFAULT.lease());
    }

    @Bean(destroyMethod = "close")
    Courier webhookCourier(Destinations destinations, @WebhookTime InstantSource clock) {
        return new Courier(destinations, SenderLimits.DEFAULT.timeout(), clock);
    }

    @Bean
    Sender webhookSender(
            Deliveries deliveries,
            Courier courier,
            @WebhookTime InstantSource clock,
            MeterRegistry meters) {
        return new Sender(
                deliveries,
                courier,
                new RetrySchedule(new SecureRandom()),
                SenderLimits.DEFAULT,
                clock,
                new WebhookMeters(meters));
    }

    @Bean
    FanOut webhookFanOut(@WebhookTime InstantSource clock, Sender sender) {
        return new FanOut(clock, sender::wake);
    }

    @Bean
    Cleaner webhookCleaner(JdbcClient database, @WebhookTime InstantSource clock) {
        return new Cleaner(database, clock);
    }
}
