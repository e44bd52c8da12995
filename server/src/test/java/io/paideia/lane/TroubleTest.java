package io.paideia.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TroubleTest {

    @ParameterizedTest
    @CsvSource({
        "08006, LOST_CONNECTION",
        "57P01, LOST_CONNECTION",
        "57P03, LOST_CONNECTION",
        "53300, LOST_CONNECTION",
        "58030, LOST_CONNECTION",
        "25006, LOST_CONNECTION",
        "25P03, LOST_CONNECTION",
        "40001, CONFLICT",
        "40P01, CONFLICT",
        "55P03, CONFLICT",
        "57014, CONFLICT",
        "25P02, BROKEN_COMMAND",
        "23505, BROKEN_COMMAND",
        "22003, BROKEN_COMMAND",
        ", BROKEN_COMMAND"
    })
    void readsWhatAnErrorAsksFor(@Nullable String state, Trouble trouble) {
        assertThat(Trouble.of(new SQLException("", state))).isEqualTo(trouble);
    }
}
