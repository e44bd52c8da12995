package io.paideia.ledger;

import io.paideia.http.Fields;
import io.paideia.http.Problem;
import io.paideia.ids.TypeId;
import io.paideia.lane.Lanes;
import io.paideia.money.Money;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A move between books as it is asked for. */
record MoveRequest(
        @Nullable MoveId id,
        @Nullable End from,
        @Nullable End to,
        @Nullable Money amount,
        @Nullable String kind) {

    private static final String DEFAULT_KIND = "move";

    /**
     * One end of a move.
     *
     * @param book its name, main if there is none
     * @param account the account's id, or its code, which opens it
     */
    record End(@Nullable String book, @Nullable String account) {

        String bookName() {
            return book == null ? Lanes.MAIN : book;
        }

        private boolean byId() {
            return account != null && account.startsWith(TransferRequest.ID_PREFIX);
        }

        private void check(Fields fields, String at, Books books) {
            fields.check(at + "/book", books.has(bookName()), Books.UNKNOWN)
                    .check(at + "/account", isAccount(), "must be an account's id or code")
                    .check(
                            at + "/account",
                            account == null || !Account.isClearing(account),
                            RowBooks.RESERVED);
        }

        private boolean isAccount() {
            if (!byId()) {
                return account != null && Account.isCode(account);
            }
            try {
                AccountId.parse(Objects.requireNonNull(account));
                return true;
            } catch (TypeId.MalformedId malformed) {
                return false;
            }
        }
    }

    void check(Books books) {
        Fields fields = new Fields().require("/id", id).require("/from", from).require("/to", to);
        if (from != null) {
            from.check(fields, "/from", books);
        }
        if (to != null) {
            to.check(fields, "/to", books);
        }
        fields.check(
                        "/to/book",
                        from == null || to == null || !from.bookName().equals(to.bookName()),
                        "is the book that the move comes from; POST /v1/ledger/transfers moves"
                                + " within a book")
                .require("/amount", amount)
                .check("/amount", amount == null || amount.isPositive(), "must be positive")
                .check(
                        "/kind",
                        kind == null || Transfer.isKind(kind),
                        "must be one word of a to z and _")
                .done();
    }

    /** The ids among the accounts of a request that was checked. */
    Set<AccountId> accountIds() {
        Set<AccountId> ids = new HashSet<>();
        for (End end : new End[] {known(from), known(to)}) {
            if (end.byId()) {
                ids.add(AccountId.parse(known(end.account())));
            }
        }
        return ids;
    }

    /**
     * The order of a request that was checked.
     *
     * @throws Problem 422 if an id is no account, 400 if it is one of another book
     */
    MoveOrder order(Map<AccountId, Place> places) {
        return new MoveOrder(
                known(id),
                place("/from", known(from), places),
                place("/to", known(to), places),
                known(amount),
                kind == null ? DEFAULT_KIND : kind);
    }

    private Place place(String at, End end, Map<AccountId, Place> places) {
        String text = known(end.account());
        if (!end.byId()) {
            return new Place(end.bookName(), new Account(text, known(amount).currency()));
        }
        Place place = places.get(AccountId.parse(text));
        if (place == null) {
            throw Problem.unprocessable("account_not_found", "No such account: " + text);
        }
        new Fields()
                .check(
                        at + "/account",
                        place.book().equals(end.bookName()),
                        "is of the book " + place.book() + ", not " + end.bookName())
                .check(at + "/account", !place.account().clearing(), RowBooks.RESERVED)
                .done();
        return place;
    }

    private static <T> T known(@Nullable T checked) {
        return Objects.requireNonNull(checked);
    }
}
