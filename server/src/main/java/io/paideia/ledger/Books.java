package io.paideia.ledger;

import io.paideia.lane.Lane;
import io.paideia.lane.Lanes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The books that this server keeps, their numbers and their lanes. Thread-safe. */
@Component
final class Books {

    /** What is wrong with a name that is none of a book's. */
    static final String UNKNOWN = "is no book of this server";

    private static final String ENTER =
            """
            INSERT INTO ledger.book (number, name)
            SELECT max(number) + 1, :name FROM ledger.book HAVING NOT bool_or(name = :name)
            """;

    private static final String NUMBER = "SELECT number FROM ledger.book WHERE name = ?";

    private final Lanes lanes;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Enters those books that are new; each gets the next number and keeps it. */
    Books(Lanes lanes, JdbcClient database) {
        this.lanes = lanes;
        for (String name : lanes.books()) {
            numbers.put(name, enter(name, database));
        }
    }

    private static int enter(String name, JdbcClient database) {
        while (true) {
            try {
                database.sql(ENTER).param("name", name).update();
                return database.sql(NUMBER).param(name).query(Integer.class).single();
            } catch (DuplicateKeyException anotherServer) {
                // It entered a book at this moment, this one or another: each round one gets in.
            }
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
