package io.paideia.lane;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The books and their lanes. What moves money, or must be ordered with it, goes through the main
 * book's; only the ledger writes the others.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BookSettings.class)
class LaneConfiguration {

    @Bean
    Book book(Database database) {
        return new Book(Lanes.MAIN, database);
    }

    @Bean(destroyMethod = "close")
    Lanes lanes(BookSettings settings, Database database, MeterRegistry meters) {
        return Lanes.start(settings.books(), database, LaneSettings.DEFAULT, meters);
    }

    /** Closed with the others. */
    @Bean(destroyMethod = "")
    Lane lane(Lanes lanes) {
        return lanes.of(Lanes.MAIN);
    }
}
