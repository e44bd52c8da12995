package io.paideia.ledger;

import io.paideia.lane.Lane;
import io.paideia.lane.Lanes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The books that this server keeps, their numbers and their lanes. Thread-safe. */
@Component
final class Books {

    /** What is wrong with a name that is none of a book's. */
    static final String UNKNOWN = "is no book of this server";

    private final Lanes lanes;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Enters those books that are new. Main always is; it has no block until it has an account. */
    Books(Lanes lanes, Ledger ledger) {
        this.lanes = lanes;
        EnterBook enter = new EnterBook(ledger);
        for (String name : lanes.books()) {
            numbers.put(
                    name,
                    name.equals(Lanes.MAIN)
                            ? 0
                            : lanes.of(name).call(enter, new EnterBook.Entry()).number());
        }
    }

    Set<String> names() {
        return lanes.books();
    }

    boolean has(String name) {
        return numbers.containsKey(name);
    }

    /**
     * The book's number.
     *
     * @throws IllegalArgumentException if this server keeps no such book
     */
    int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("This server keeps no book called " + name);
        }
        return number;
    }

    Lane lane(String name) {
        return lanes.of(name);
    }
}
