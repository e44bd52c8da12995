package io.paideia.payments;

import io.paideia.sandbox.engine.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What goes wrong with one purchase.
 *
 * @param name of it, as one says "under"
 * @param faults of the provider, as its control plane takes them
 * @param sent by the buyer before the right amount, in minor units; for who sends money themselves
 * @param again whether the buyer sends the right amount once more when it is paid
 */
record Trial(String name, List<Map<String, Object>> faults, List<Long> sent, boolean again) {

    /** What is bought, in minor units. */
    static final long PRICE = 9_900;

    static Trial of(String name, List<Map<String, Object>> faults) {
        return new Trial(name, faults, List.of(), false);
    }

    Trial sending(long... amounts) {
        return new Trial(name, faults, Arrays.stream(amounts).boxed().toList(), again);
    }

    Trial sendingAgain() {
        return new Trial(name, faults, sent, true);
    }

    boolean has(Fault.Kind kind) {
        return faults.stream().anyMatch(fault -> kind.wireName().equals(fault.get("name")));
    }
}
