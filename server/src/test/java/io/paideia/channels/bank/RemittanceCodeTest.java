package io.paideia.channels.bank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RemittanceCodeTest {

    private static final String CODE = RemittanceCode.of(8_131_210_021_154_512L);
    private static final String SYMBOLS = "0123456789ACEFHJKMNPRTW";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "Rechnung %s vielen Dank",
                "order no. %s / Ada",
                "RF-%s",
                "ORDER%sTHANKS",
                "/INV/%s//",
            })
    void isFoundInWhateverStandsAroundIt(String around) {
        assertThat(RemittanceCode.candidates(around.formatted(RemittanceCode.shown(CODE))))
                .contains(CODE);
    }

    @Test
    void survivesSmallLettersBlanksAndFullWidth() {
        String shown = RemittanceCode.shown(CODE);
        StringBuilder spaced = new StringBuilder();
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < CODE.length(); i++) {
            char c = CODE.charAt(i);
            spaced.append(Character.toLowerCase(c)).append(' ');
            wide.append((char) (c - '!' + '！'));
        }
        assertThat(RemittanceCode.candidates(shown.toLowerCase(java.util.Locale.ROOT)))
                .contains(CODE);
        assertThat(RemittanceCode.candidates(spaced.toString())).contains(CODE);
        assertThat(RemittanceCode.candidates(wide.toString())).contains(CODE);
        assertThat(RemittanceCode.candidates(CODE.substring(0, 5) + "\r\n" + CODE.substring(5)))
                .contains(CODE);
    }

    @Test
    void readsWhatLooksAlikeAsWhatWasMeant() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String code = RemittanceCode.of(random.nextLong());
            String confused =
                    code.replace('0', 'O')
                            .replace('1', 'l')
                            .replace('5', 'S')
                            .replace('8', 'B')
                            .replace('2', 'z')
                            .replace('6', 'G');
            assertThat(RemittanceCode.candidates(confused)).contains(code);
        }
    }

    @Test
    void everySingleMistakeAndEverySwapIsNoticed() {
        for (int at = 0; at < CODE.length(); at++) {
            for (int i = 0; i < SYMBOLS.length(); i++) {
                char other = SYMBOLS.charAt(i);
                if (other != CODE.charAt(at)) {
                    String wrong = CODE.substring(0, at) + other + CODE.substring(at + 1);
                    assertThat(RemittanceCode.candidates(wrong)).isEmpty();
                }
            }
            for (int with = at + 1; with < CODE.length(); with++) {
                if (CODE.charAt(at) != CODE.charAt(with)) {
                    StringBuilder swapped = new StringBuilder(CODE);
                    swapped.setCharAt(at, CODE.charAt(with));
                    swapped.setCharAt(with, CODE.charAt(at));
                    assertThat(RemittanceCode.candidates(swapped.toString())).isEmpty();
                }
            }
        }
    }

    @Test
    void codesOfManyNumbersDiffer() {
        Random random = new Random(11);
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            codes.add(RemittanceCode.of(random.nextLong()));
        }
        assertThat(codes).hasSize(10_000).allMatch(code -> code.length() == RemittanceCode.LENGTH);
    }

    /** The examples of ISO 13616's registry for Germany and Great Britain; Luhn's of ISO 7812. */
    @Test
    void accountNumbersCarryTheirCheckDigits() {
        assertThat(AccountNumber.isIban("DE89370400440532013000")).isTrue();
        assertThat(AccountNumber.isIban("DE89370400440532013001")).isFalse();
        assertThat(AccountNumber.iban("DE", "370400440532013000"))
                .isEqualTo("DE89370400440532013000");
        assertThat(AccountNumber.iban("GB", "NWBK60161331926819"))
                .isEqualTo("GB29NWBK60161331926819");
        assertThat(AccountNumber.luhn("7992739871")).isEqualTo("79927398713");
    }
}
