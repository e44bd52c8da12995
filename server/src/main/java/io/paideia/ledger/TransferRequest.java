package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paideia.http.Fields;
import io.paideia.ids.TypeId;
import io.paideia.lane.Lanes;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the list that is posted over HTTP.
 *
 * @param book the name of the book, main if there is none
 * @param debit an account's id, or its code, which opens it
 * @param group rows of the same group are posted together or not at all
 * @param resolve the transfer that this one posts, voids or reverses, together with a phase
 * @param phase post, void or reverse
 * @param timeout seconds after which a pending transfer expires
 * @param balancing the side that gives what it has, up to the amount
 */
record TransferRequest(
        @Nullable TransferId id,
        @Nullable String book,
        @Nullable String debit,
        @Nullable String credit,
        @Nullable Money amount,
        @Nullable String kind,
        @Nullable Boolean pending,
        @Nullable Integer timeout,
        @Nullable Side balancing,
        @Nullable String group,
        @Nullable TransferId resolve,
        @Nullable End phase) {

    /** Which account is balanced. */
    enum Side {
        @JsonProperty("debit")
        DEBIT(Transfer.Balancing.DEBIT),
        @JsonProperty("credit")
        CREDIT(Transfer.Balancing.CREDIT);

        private final Transfer.Balancing balancing;

        Side(Transfer.Balancing balancing) {
            this.balancing = balancing;
        }
    }

    /** What is done to an earlier transfer. */
    enum End {
        @JsonProperty("post")
        POST(Transfer.Phase.POST),
        @JsonProperty("void")
        VOID(Transfer.Phase.VOID),
        @JsonProperty("reverse")
        REVERSE(Transfer.Phase.REVERSE);

        private final Transfer.Phase phase;

        End(Transfer.Phase phase) {
            this.phase = phase;
        }
    }

    private static final int MOST_ROWS = 10_000;
    private static final int LONGEST_GROUP = 100;
    static final String ID_PREFIX = AccountId.PREFIX + "_";
    private static final String DEFAULT_KIND = "transfer";

    /** Refuses the whole list for what is wrong with any row; nothing is posted before. */
    static List<TransferRequest> check(List<@Nullable TransferRequest> rows) {
        new Fields()
                .check("", !rows.isEmpty(), "must name at least one transfer")
                .check("", rows.size() <= MOST_ROWS, "must name at most " + MOST_ROWS)
                .done();
        Fields fields = new Fields();
        List<TransferRequest> checked = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            TransferRequest row = rows.get(i);
            fields.require("/" + i, row);
            if (row != null) {
                row.check(fields, "/" + i);
                checked.add(row);
            }
        }
        fields.done();
        return checked;
    }

    private void check(Fields fields, String at) {
        fields.require(at + "/id", id)
                .check(at + "/debit", isAccount(debit), "must be an account's id or code")
                .check(at + "/credit", isAccount(credit), "must be an account's id or code")
                .require(at + "/amount", amount)
                .check(at + "/amount", amount == null || amount.isPositive(), "must be positive")
                .check(
                        at + "/kind",
                        kind == null || Transfer.isKind(kind),
                        "must be one word of a to z and _")
                .optionalText(at + "/group", group, LONGEST_GROUP)
                .check(at + "/phase", (phase == null) == (resolve == null), "goes with resolve")
                .check(
                        at + "/pending",
                        !Boolean.TRUE.equals(pending) || resolve == null,
                        "cannot resolve another")
                .check(
                        at + "/timeout",
                        timeout == null || Boolean.TRUE.equals(pending),
                        "goes with pending")
                .check(
                        at + "/timeout",
                        timeout == null || Transfer.isTimeout(Duration.ofSeconds(timeout)),
                        "must be from 1 to " + Transfer.LONGEST.toSeconds())
                .check(
                        at + "/balancing",
                        balancing == null || resolve == null,
                        "cannot resolve another");
    }

    private static boolean isAccount(@Nullable String text) {
        if (text == null || !text.startsWith(ID_PREFIX)) {
            return text != null && Account.isCode(text);
        }
        try {
            AccountId.parse(text);
            return true;
        } catch (TypeId.MalformedId malformed) {
            return false;
        }
    }

    static Set<AccountId> accountIds(List<TransferRequest> rows) {
        Set<AccountId> ids = new HashSet<>();
        for (TransferRequest row : rows) {
            for (String text : List.of(known(row.debit), known(row.credit))) {
                if (text.startsWith(ID_PREFIX)) {
                    ids.add(AccountId.parse(text));
                }
            }
        }
        return ids;
    }

    /** The id of a row that was checked. */
    TransferId known() {
        return known(id);
    }

    /** The name of the row's book. */
    String bookName() {
        return book == null ? Lanes.MAIN : book;
    }

    /** As an order to the ledger, or null if it names an account by an id that is none. */
    @Nullable Transfer transfer(Map<AccountId, Place> named) {
        Account from = account(known(debit), named);
        Account to = account(known(credit), named);
        return from == null || to == null
                ? null
                : new Transfer(
                        known(),
                        from,
                        to,
                        known(amount),
                        kind == null ? DEFAULT_KIND : kind,
                        ordered(),
                        resolve,
                        null,
                        timeout == null ? null : Duration.ofSeconds(timeout),
                        balancing == null ? Transfer.Balancing.NONE : balancing.balancing);
    }

    private Transfer.Phase ordered() {
        if (phase != null) {
            return phase.phase;
        }
        return Boolean.TRUE.equals(pending) ? Transfer.Phase.PENDING : Transfer.Phase.SINGLE;
    }

    private @Nullable Account account(String text, Map<AccountId, Place> named) {
        if (text.startsWith(ID_PREFIX)) {
            Place place = named.get(AccountId.parse(text));
            return place == null ? null : place.account();
        }
        return new Account(text, known(amount).currency());
    }

    private static <T> T known(@Nullable T checked) {
        return Objects.requireNonNull(checked);
    }
}
