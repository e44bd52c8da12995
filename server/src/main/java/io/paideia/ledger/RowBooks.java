package io.paideia.ledger;

import io.paideia.http.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the book of each row of a posted list, and refuses the list if a row has none or two. */
final class RowBooks {

    static final String RESERVED = "is written by moves between books alone";

    private final Books books;
    private final Map<AccountId, Place> places;
    private final Fields fields = new Fields();

    RowBooks(Books books, Map<AccountId, Place> places) {
        this.books = books;
        this.places = places;
    }

    /**
     * The name of each row's book.
     *
     * @throws io.paideia.http.Problem 400 with all that is wrong
     */
    List<String> of(List<TransferRequest> rows) {
        List<String> names = new ArrayList<>(rows.size());
        Map<String, String> groups = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            TransferRequest row = rows.get(i);
            String book = row.bookName();
            String at = "/" + i;
            fields.check(at + "/book", books.has(book), Books.UNKNOWN);
            checkAccount(at + "/debit", row.debit(), book);
            checkAccount(at + "/credit", row.credit(), book);
            String group = row.group();
            if (group != null) {
                String first = groups.putIfAbsent(group, book);
                fields.check(
                        at + "/group",
                        first == null || first.equals(book),
                        "has rows of two books: " + first + " and " + book);
            }
            names.add(book);
        }
        fields.done();
        return names;
    }

    private void checkAccount(String pointer, @Nullable String text, String book) {
        if (text == null || !text.startsWith(TransferRequest.ID_PREFIX)) {
            fields.check(pointer, text == null || !Account.isClearing(text), RESERVED);
            return;
        }
        Place place = places.get(AccountId.parse(text));
        if (place != null) {
            fields.check(pointer, place.book().equals(book), elsewhere(place.book(), book))
                    .check(pointer, !place.account().clearing(), RESERVED);
        }
    }

    private static String elsewhere(String place, String book) {
        return "is of the book "
                + place
                + ", not "
                + book
                + "; POST /v1/ledger/moves moves between books";
    }
}
