package io.paideia.database;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A server whose settings are unsafe for one login only; for all of them see DatabaseTest. */
final class DurabilityTest {

    @Test
    void refusesALoginThatIsAnsweredBeforeItsCommitIsWritten() {
        Address safe = Address.of(TestDatabase.ownerUrl());
        Address unsafe =
                Address.of(TestDatabase.ownerUrl() + "?options=-c%20synchronous_commit%3Doff");
        assertThatNoException().isThrownBy(() -> Durability.require(safe));
        assertThatThrownBy(() -> Durability.require(unsafe))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could be lost");
    }
}
