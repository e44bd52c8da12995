package io.paideia.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which books this server keeps. All servers of one database keep the same.
 *
 * @param books their names, in the order in which their lanes start; {@code main} is always one of
 *     them, the first if it is not named
 */
@ConfigurationProperties("paideia.ledger")
public record BookSettings(@DefaultValue(Lanes.MAIN) List<String> books) {

    private static final int MOST = 64;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    /** Other lanes that are no books of accounts have these names. */
    private static final Set<String> TAKEN = Set.of("keys", "webhooks");

    public BookSettings {
        List<String> named = new ArrayList<>(books);
        if (!named.contains(Lanes.MAIN)) {
            named.addFirst(Lanes.MAIN);
        }
        if (named.size() > MOST || Set.copyOf(named).size() < named.size()) {
            throw new IllegalArgumentException(
                    "paideia.ledger.books names at most " + MOST + " books, each once: " + named);
        }
        for (String name : named) {
            if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
                throw new IllegalArgumentException(
                        "paideia.ledger.books: a book cannot be called '" + name + "'");
            }
        }
        books = List.copyOf(named);
    }
}
