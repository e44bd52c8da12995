package io.paideia.ledger;

import io.paideia.http.Fields;
import io.paideia.ids.TypeId;
import io.paideia.money.Money;
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
 * @param debit an account's id, or its code, which opens it
 * @param group rows of the same group are posted together or not at all
 * @param resolve the pending transfer that this one resolves, together with a phase
 * @param phase post or void
 */
record TransferRequest(
        @Nullable TransferId id,
        @Nullable String debit,
        @Nullable String credit,
        @Nullable Money amount,
        @Nullable String kind,
        @Nullable Boolean pending,
        @Nullable String group,
        @Nullable TransferId resolve,
        @Nullable String phase) {

    private static final int MOST_ROWS = 10_000;
    private static final int LONGEST_GROUP = 100;
    private static final String ID_PREFIX = "acc_";
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
                .check(
                        at + "/phase",
                        phase == null || phase.equals("post") || phase.equals("void"),
                        "must be post or void")
                .check(at + "/phase", (phase == null) == (resolve == null), "goes with resolve")
                .check(
                        at + "/pending",
                        !Boolean.TRUE.equals(pending) || resolve == null,
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

    /** As an order to the ledger, or null if it names an account by an id that is none. */
    @Nullable Transfer transfer(Map<AccountId, Account> named) {
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
                        null,
                        Transfer.Balancing.NONE);
    }

    private Transfer.Phase ordered() {
        if (phase != null) {
            return phase.equals("post") ? Transfer.Phase.POST : Transfer.Phase.VOID;
        }
        return Boolean.TRUE.equals(pending) ? Transfer.Phase.PENDING : Transfer.Phase.SINGLE;
    }

    private @Nullable Account account(String text, Map<AccountId, Account> named) {
        return text.startsWith(ID_PREFIX)
                ? named.get(AccountId.parse(text))
                : new Account(text, known(amount).currency());
    }

    private static <T> T known(@Nullable T checked) {
        return Objects.requireNonNull(checked);
    }
}
