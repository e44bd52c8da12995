package io.paideia.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TransferDetailTest {

    /** They once stood in the order of a hash. */
    @Test
    void standInTheOrderOfABanksForm() {
        Map<String, String> fields =
                Map.of(
                        "remittance_code", "7K2M-9RC4-TA1",
                        "bic", "PDEIDEFFXXX",
                        "currency", "EUR",
                        "amount", "39.00",
                        "routing", "021000021",
                        "account", "DE89370400440532013000",
                        "bank_name", "Sandbox Bank",
                        "beneficiary", "Paideia Ltd");
        assertThat(TransferDetail.of(fields))
                .containsExactly(
                        new TransferDetail("amount", "EUR 39.00", "39.00"),
                        new TransferDetail("beneficiary", "Paideia Ltd", "Paideia Ltd"),
                        new TransferDetail(
                                "account", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
                        new TransferDetail("bic", "PDEIDEFFXXX", "PDEIDEFFXXX"),
                        new TransferDetail("bank_name", "Sandbox Bank", "Sandbox Bank"),
                        new TransferDetail("remittance_code", "7K2M-9RC4-TA1", "7K2M-9RC4-TA1"),
                        new TransferDetail("routing", "021000021", "021000021"));
    }

    @Test
    void leaveAnAccountAloneThatIsNoIban() {
        assertThat(TransferDetail.of(Map.of("account", "6222020200112233446")))
                .containsExactly(
                        new TransferDetail(
                                "account", "6222020200112233446", "6222020200112233446"));
    }
}
