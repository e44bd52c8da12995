package io.paideia.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "postgres://u:p@h:6543/db | jdbc:postgresql://h:6543/db | u | p",
                "postgresql://u:p@h/db | jdbc:postgresql://h/db | u | p",
                "postgres://h/db | jdbc:postgresql://h/db | - | -",
                "postgres://u@h/db | jdbc:postgresql://h/db | u | -",
                "postgres://u:@h/db | jdbc:postgresql://h/db | u | ''",
                "postgres://u:p@h:5432 | jdbc:postgresql://h:5432/ | u | p",
                "postgres://u:p@h?sslmode=require | jdbc:postgresql://h/?sslmode=require | u | p",
                "postgres://u:p@h/db?sslmode=require | jdbc:postgresql://h/db?sslmode=require | u"
                        + " | p",
                // what a URI would refuse or read wrongly
                "postgres://u:p@my_db:1/db | jdbc:postgresql://my_db:1/db | u | p",
                "postgres://u:p@a:1,b:2/db | jdbc:postgresql://a:1,b:2/db | u | p",
                "postgres://u:p@[::1]:1/db | jdbc:postgresql://[::1]:1/db | u | p",
                "postgres://u%40x:a%2Fb%3Ac+d@h/db | jdbc:postgresql://h/db | u@x | a/b:c+d",
                "postgres://u:a@b^{#%zz@h/db | jdbc:postgresql://h/db | u | a@b^{#%zz",
                "jdbc:postgresql://h/db?user=u | jdbc:postgresql://h/db?user=u | - | -",
                "jdbc:postgresql:db | jdbc:postgresql:db | - | -"
            })
    void readsWhereAndAsWhom(String url, String jdbcUrl, String user, String password) {
        assertThat(Address.of(url)).isEqualTo(new Address(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:s3cret@h/db",
                "postgres://u:s3cret@h/db?sslmode=require",
                "jdbc:postgresql://h/db?user=u&password=s3cret",
                "jdbc:postgresql://h/db?PASSWORD=s3cret&user=u",
                "jdbc:postgresql://h/db?sslpassword=s3cret",
                "jdbc:postgresql://u:s3cret@h/db",
                "postgres://u:a/s3cret@h/db"
            })
    void neverShowsThePassword(String url) {
        assertThat(Address.of(url).toString()).doesNotContain("s3cret").contains("h/db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mysql://u:s3cret@h/db", "h:5432/db", "jdbc:mysql://u:s3cret@h/db"})
    void refusesOtherAddressesWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> Address.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PAIDEIA_DATABASE_URL")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://", "postgres:///db", "postgres://u:s3cret@/db"})
    void refusesAnAddressWithoutAHost(String url) {
        assertThatThrownBy(() -> Address.of(url))
                .hasMessageContaining("no host")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3cret"));
    }
}
