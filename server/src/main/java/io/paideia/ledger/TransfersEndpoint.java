package io.paideia.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paideia.http.Creation;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Posts lists of transfers for the operator. The list is checked as a whole first; then each row,
 * or each group of rows, is posted or refused by itself, and the answer tells which.
 */
@RestController
final class TransfersEndpoint {

    private final Books books;
    private final Ledger ledger;
    private final Accounts accounts;
    private final Entries entries;
    private final Creation creation;

    /** One result for each row, in their order. */
    record Results(List<Result> results) {}

    /**
     * What became of a row: created, exists, or why not.
     *
     * @param amount what a balancing row really moved
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(TransferId id, String status, @Nullable Money amount) {}

    TransfersEndpoint(
            Books books, Ledger ledger, Accounts accounts, Entries entries, Creation creation) {
        this.books = books;
        this.ledger = ledger;
        this.accounts = accounts;
        this.entries = entries;
        this.creation = creation;
    }

    @Needs("ledger:write")
    @PostMapping("/v1/ledger/transfers")
    ResponseEntity<String> post(
            @RequestBody List<@Nullable TransferRequest> rows,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        if (!caller.operator()) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "insufficient_scope",
                    "Only the operator posts transfers");
        }
        List<TransferRequest> checked = TransferRequest.check(rows);
        Map<AccountId, Place> places = accounts.places(TransferRequest.accountIds(checked));
        List<String> bookOf = new RowBooks(books, places).of(checked);
        return creation.keyed(
                caller.tenant(),
                key,
                "POST /v1/ledger/transfers",
                checked,
                _ -> Creation.Created.done(post(checked, bookOf, places)));
    }

    private Results post(
            List<TransferRequest> rows, List<String> bookOf, Map<AccountId, Place> places) {
        @Nullable Outcome[] outcomes = new @Nullable Outcome[rows.size()];
        Map<String, List<List<Integer>>> groups = new LinkedHashMap<>();
        Map<String, List<List<Transfer>>> orders = new LinkedHashMap<>();
        for (List<Integer> group : groups(rows)) {
            List<Transfer> transfers = new ArrayList<>(group.size());
            for (int place : group) {
                Transfer transfer = rows.get(place).transfer(places);
                if (transfer == null) {
                    outcomes[place] = Outcome.ACCOUNT_NOT_FOUND;
                } else {
                    transfers.add(transfer);
                }
            }
            if (transfers.size() == group.size()) {
                String book = bookOf.get(group.getFirst());
                groups.computeIfAbsent(book, _ -> new ArrayList<>()).add(group);
                orders.computeIfAbsent(book, _ -> new ArrayList<>()).add(transfers);
            }
        }
        orders.forEach(
                (book, transfers) ->
                        spread(
                                books.lane(book).call(ledger, transfers),
                                groups.getOrDefault(book, List.of()),
                                outcomes));
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = Objects.requireNonNullElse(outcomes[i], Outcome.GROUP_REFUSED);
        }
        return new Results(results(rows, outcomes));
    }

    /** Puts the answers of groups to the places of their rows. */
    private static void spread(
            List<List<Outcome>> answers, List<List<Integer>> groups, @Nullable Outcome[] outcomes) {
        for (int g = 0; g < groups.size(); g++) {
            for (int i = 0; i < groups.get(g).size(); i++) {
                outcomes[groups.get(g).get(i)] = answers.get(g).get(i);
            }
        }
    }

    private List<Result> results(List<TransferRequest> rows, @Nullable Outcome[] outcomes) {
        List<TransferId> balanced = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            if (rows.get(i).balancing() != null && posted(outcomes[i])) {
                balanced.add(rows.get(i).known());
            }
        }
        Map<TransferId, Money> amounts = entries.amounts(balanced);
        List<Result> results = new ArrayList<>(rows.size());
        for (int i = 0; i < outcomes.length; i++) {
            TransferId id = rows.get(i).known();
            Outcome outcome = Objects.requireNonNull(outcomes[i]);
            // Of a refused row that repeats the id of a posted one, there is no amount to tell.
            results.add(new Result(id, outcome.code(), outcome.posted() ? amounts.get(id) : null));
        }
        return results;
    }

    private static boolean posted(@Nullable Outcome outcome) {
        return outcome != null && outcome.posted();
    }

    /** The places of rows that belong together, in the order of their first row. */
    private static List<List<Integer>> groups(List<TransferRequest> rows) {
        Map<Object, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            Object name = rows.get(i).group() == null ? Integer.valueOf(i) : rows.get(i).group();
            groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
        }
        return List.copyOf(groups.values());
    }
}
