package io.paideia.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree over a block's leaves, at every size up to 70. */
final class MerkleTest {

    static IntStream sizes() {
        return IntStream.rangeClosed(1, 70);
    }

    private static List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Hash.of(Hash.digest().digest(new byte[] {(byte) i})));
        }
        return leaves;
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void everyLeafIsProvedAndNoOther(int size) {
        List<Hash> leaves = leaves(size);
        Hash root = Merkle.root(leaves);
        for (int place = 0; place < size; place++) {
            List<Merkle.Step> proof = Merkle.proof(leaves, place);
            assertThat(Merkle.climb(leaves.get(place), proof)).isEqualTo(root);
            assertThat(Merkle.climb(Hash.NONE, proof)).isNotEqualTo(root);
            for (int step = 0; step < proof.size(); step++) {
                List<Merkle.Step> tampered = new ArrayList<>(proof);
                tampered.set(step, new Merkle.Step(Hash.NONE, proof.get(step).left()));
                assertThat(Merkle.climb(leaves.get(place), tampered)).isNotEqualTo(root);
                tampered.set(
                        step,
                        new Merkle.Step(proof.get(step).neighbour(), !proof.get(step).left()));
                assertThat(Merkle.climb(leaves.get(place), tampered)).isNotEqualTo(root);
                tampered.remove(step);
                assertThat(Merkle.climb(leaves.get(place), tampered)).isNotEqualTo(root);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void leavesThatPassByGiveTheSameRootAndProofs(int size) {
        List<Hash> leaves = leaves(size);
        for (int place = 0; place < size; place++) {
            ProofPath path = new ProofPath(place);
            leaves.forEach(leaf -> path.add(leaf.bytes()));
            assertThat(path.root()).isEqualTo(Merkle.root(leaves));
            assertThat(path.steps()).isEqualTo(Merkle.proof(leaves, place));
        }
    }
}
