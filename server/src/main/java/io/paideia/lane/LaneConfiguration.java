package io.paideia.lane;

import io.micrometer.core.instrument.MeterRegistry;
import io.paideia.database.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The main book and its lane: all that moves money or must be ordered with it. */
@Configuration(proxyBeanMethods = false)
class LaneConfiguration {

    @Bean
    Book book(Database database) {
        return new Book("main", database);
    }

    @Bean(destroyMethod = "close")
    Lane lane(Book book, MeterRegistry meters) {
        return Lane.start(book, LaneSettings.DEFAULT, meters);
    }
}
