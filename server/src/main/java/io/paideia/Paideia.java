package io.paideia;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The server. Everything it needs is configured by properties or environment; see docs/operating.
 */
@SpringBootApplication
@EnableScheduling
public class Paideia {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    public static void main(String... arguments) {
        SpringApplication.run(Paideia.class, arguments);
    }
}
