package io.paideia;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The server. Everything it needs is configured by properties or environment; see docs/operating.
 */
@SpringBootApplication
@EnableScheduling
public class Paideia {

    private static final int SWEEPS = 16;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * The sweeps of all modules. The framework's own scheduler for virtual threads runs everything
     * with a fixed delay on one thread, so that a sweep which waits for a slow provider would hold
     * up all others.
     */
    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(SWEEPS);
        scheduler.setThreadNamePrefix("sweep-");
        return scheduler;
    }

    public static void main(String... arguments) {
        SpringApplication.run(Paideia.class, arguments);
    }
}
