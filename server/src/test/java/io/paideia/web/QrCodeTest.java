package io.paideia.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTest {

    @Test
    void leavesTheQuietZoneOfFourModulesEmpty() {
        QrCode code = QrCode.of("https://qr.example.com/bax0123456789").orElseThrow();
        Matcher runs = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H\\d+z").matcher(code.path());
        int count = 0;
        while (runs.find()) {
            int x = Integer.parseInt(runs.group(1));
            int y = Integer.parseInt(runs.group(2));
            int width = Integer.parseInt(runs.group(3));
            assertThat(x).isGreaterThanOrEqualTo(4);
            assertThat(y).isBetween(4, code.size() - 5);
            assertThat(x + width).isLessThanOrEqualTo(code.size() - 4);
            count++;
        }
        assertThat(count).isGreaterThan(100);
        assertThat(runs.replaceAll("")).isEmpty();
    }

    @Test
    void hasNoCodeForATextThatIsTooLong() {
        assertThat(QrCode.of("x".repeat(5_000))).isEmpty();
    }
}
