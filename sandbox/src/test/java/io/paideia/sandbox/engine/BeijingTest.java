package io.paideia.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

/** Eight hours ahead of UTC, in each of the providers' notations. */
final class BeijingTest {

    private static final Instant EVENING = Instant.parse("2026-12-31T17:04:05Z");

    @Test
    void writesTheNextDayInTheEvening() {
        assertThat(Beijing.seconds(EVENING)).isEqualTo("2027-01-01 01:04:05");
        assertThat(Beijing.digits(EVENING)).isEqualTo("20270101010405");
        assertThat(Beijing.dayDigits(EVENING)).isEqualTo("20270101");
        assertThat(Beijing.shortYear(EVENING)).isEqualTo("270101010405");
        assertThat(Beijing.noYear(EVENING)).isEqualTo("0101010405");
        assertThat(Beijing.rfc3339(EVENING)).isEqualTo("2027-01-01T01:04:05+08:00");
        assertThat(Beijing.day(EVENING)).isEqualTo(LocalDate.of(2027, 1, 1));
    }

    @Test
    void readsWhatItWrites() {
        assertThat(Beijing.parseSeconds(Beijing.seconds(EVENING))).contains(EVENING);
        assertThat(Beijing.parseMinutes(Beijing.seconds(EVENING))).contains(EVENING);
        assertThat(Beijing.parseDigits(Beijing.digits(EVENING))).contains(EVENING);
        assertThat(Beijing.parseRfc3339(Beijing.rfc3339(EVENING))).contains(EVENING);
        assertThat(Beijing.parseMinutes("2027-01-01 01:04"))
                .contains(Beijing.at(LocalDate.of(2027, 1, 1), LocalTime.of(1, 4)));
    }

    @Test
    void readsNoDayThatIsNone() {
        assertThat(Beijing.parseSeconds("2026-02-30 00:00:00")).isEmpty();
        assertThat(Beijing.parseSeconds("2026-02-03")).isEmpty();
        assertThat(Beijing.parseDigits("20260230000000")).isEmpty();
        assertThat(Beijing.parseRfc3339("2026-02-03 00:00:00")).isEmpty();
    }
}
