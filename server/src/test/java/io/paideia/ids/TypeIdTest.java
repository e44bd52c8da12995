package io.paideia.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypeIdTest {

    /** The specification's examples, valid.yml of TypeID 0.3.0. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000, 00000000-0000-0000-0000-000000000000",
        "00000000000000000000000001, 00000000-0000-0000-0000-000000000001",
        "0000000000000000000000000a, 00000000-0000-0000-0000-00000000000a",
        "0000000000000000000000000g, 00000000-0000-0000-0000-000000000010",
        "00000000000000000000000010, 00000000-0000-0000-0000-000000000020",
        "7zzzzzzzzzzzzzzzzzzzzzzzzz, ffffffff-ffff-ffff-ffff-ffffffffffff",
        "0123456789abcdefghjkmnpqrs, 0110c853-1d09-52d8-d73e-1194e95b5f19",
        "01h455vb4pex5vsknk084sn02q, 01890a5d-ac96-774b-bcce-b302099a8057"
    })
    void readsAndWritesTheSpecificationsExamples(String text, UUID id) {
        assertThat(TypeId.format("prefix", id)).isEqualTo("prefix_" + text);
        assertThat(TypeId.parse("prefix", "prefix_" + text)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ord",
                "ord_",
                "ord_0123456789abcdefghjkmnpqr",
                "ord_0123456789abcdefghjkmnpqrst",
                "ord_8zzzzzzzzzzzzzzzzzzzzzzzzz",
                "ord_0123456789ABCDEFGHJKMNPQRS",
                "ord_0123456789abcdefghijklmnop",
                "ord_ooooooooooooooooooooooooo1",
                "ord_0123456789-bcdefghjkmnpqrs",
                "ord_-123456789abcdefghjkmnpqrs",
                "ord_0123456789abcdefghjkmnpqr\u0131",
                "ord-0123456789abcdefghjkmnpqrs",
                "pay_0123456789abcdefghjkmnpqrs",
                "ORD_0123456789abcdefghjkmnpqrs",
                " ord_0123456789abcdefghjkmnpqr",
                "ord_0123456789abcdefghjkmnpqr ",
                "0123456789abcdefghjkmnpqrs"
            })
    void refusesWhatIsNoIdOfItsPrefix(String text) {
        assertThatThrownBy(() -> TypeId.parse("ord", text))
                .isInstanceOf(TypeId.MalformedId.class)
                .hasMessageContaining("ord_");
    }

    @Test
    void repeatsNoMoreThanABitOfWhatItRefuses() {
        assertThatThrownBy(() -> TypeId.parse("ord", "x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120));
    }

    @Test
    void everyUuidComesBackAndTextsSortLikeTheirUuids() {
        Random random = new Random(42);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            assertThat(TypeId.parse("a", TypeId.format("a", id))).isEqualTo(id);
            ids.add(id);
        }
        List<String> byUuid =
                ids.stream()
                        .sorted(
                                Comparator.comparing(
                                                UUID::getMostSignificantBits, Long::compareUnsigned)
                                        .thenComparing(
                                                UUID::getLeastSignificantBits,
                                                Long::compareUnsigned))
                        .map(id -> TypeId.format("a", id))
                        .toList();
        assertThat(byUuid).isSorted();
    }

    @Test
    void newIdsAreVersionSevenOrderedAndUnique() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            UUID id = TypeId.next();
            assertThat(id.version()).isEqualTo(7);
            texts.add(TypeId.format("evt", id));
        }
        assertThat(texts).isSorted();
        assertThat(new HashSet<>(texts)).hasSize(texts.size());
    }
}
