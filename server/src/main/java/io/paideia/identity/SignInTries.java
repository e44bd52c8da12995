package io.paideia.identity;

import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets tries to sign in that no longer count, so that guessing does not fill the disk. */
@Component
final class SignInTries {

    private final JdbcClient database;

    SignInTries(JdbcClient database) {
        this.database = database;
    }

    @Scheduled(fixedDelay = 10, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void forget() {
        database.sql("DELETE FROM identity.sign_in_try WHERE since < now() - interval '1 hour'")
                .update();
    }
}
