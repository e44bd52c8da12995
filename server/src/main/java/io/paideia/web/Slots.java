package io.paideia.web;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The times at which a consultation may begin: the next three days, twice a day. Thread-safe. */
@Component
final class Slots {

    private static final int DAYS = 3;
    private static final List<LocalTime> TIMES = List.of(LocalTime.of(10, 0), LocalTime.of(19, 30));

    private final Clock clock;
    private final WebSettings settings;

    Slots(Clock clock, WebSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    List<Instant> offered() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), settings.timeZone());
        List<Instant> slots = new ArrayList<>();
        for (int day = 1; day <= DAYS; day++) {
            for (LocalTime time : TIMES) {
                slots.add(today.plusDays(day).atTime(time).atZone(settings.timeZone()).toInstant());
            }
        }
        return slots;
    }

    /** Whether this is a time that was offered today or yesterday and still lies ahead. */
    boolean offers(Instant slot) {
        return offered().contains(slot)
                || (offered().contains(slot.plus(1, ChronoUnit.DAYS))
                        && slot.isAfter(clock.instant()));
    }
}
