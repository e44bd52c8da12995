package io.paideia.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes that were noted earlier, outside the database, and must still be in the chain. That finds
 * who rewrites the history and computes all hashes anew. Confined to one thread.
 */
final class Expectations {

    private final List<Verification.Expected> unmet;

    Expectations(List<Verification.Expected> expected) {
        this.unmet = new ArrayList<>(expected);
    }

    private @Nullable String book;

    /** The blocks that follow are of this book. */
    void begin(String name) {
        book = name;
    }

    void see(BlockRow block) {
        if (!unmet.isEmpty()) {
            String hash = block.hash().toString();
            unmet.removeIf(
                    expected ->
                            expected.book().equals(book)
                                    && expected.hash().equals(hash)
                                    && (expected.block() == null
                                            || expected.block() == block.number()));
        }
    }

    void tell(Findings findings) {
        for (Verification.Expected expected : unmet) {
            Long block = expected.block();
            findings.add(
                    "ledger.block",
                    "book=" + expected.book() + (block == null ? "" : " number=" + block),
                    "the hash " + expected.hash() + " that was noted earlier",
                    "none");
        }
    }
}
