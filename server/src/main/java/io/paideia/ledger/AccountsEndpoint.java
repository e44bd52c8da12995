package io.paideia.ledger;

import io.paideia.http.Creation;
import io.paideia.http.Fields;
import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.lane.Lanes;
import io.paideia.money.Currency;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows accounts, and opens, freezes and closes them for the operator. The operator sees all of
 * them, a platform those that carry its own id; another one's is not found. The trial balance names
 * no account, so whoever may read sees it.
 */
@RestController
final class AccountsEndpoint {

    private static final String ACCOUNTS = "/v1/ledger/accounts";

    private final Accounts accounts;
    private final AccountOrders orders;
    private final Books books;
    private final Creation creation;

    /** An account as it is sent; all amounts in the currency's minor unit. */
    record AccountBody(
            AccountId id,
            String book,
            String code,
            String currency,
            Limit limit,
            boolean frozen,
            boolean closed,
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            long balance,
            Instant openedAt) {

        static AccountBody of(Accounts.Opened opened) {
            return new AccountBody(
                    opened.id(),
                    opened.book(),
                    opened.account().code(),
                    opened.account().currency().code(),
                    Limit.of(opened.debitsLimited(), opened.creditsLimited()),
                    opened.frozen(),
                    opened.closed(),
                    opened.debitsPosted(),
                    opened.creditsPosted(),
                    opened.debitsPending(),
                    opened.creditsPending(),
                    opened.creditsPosted() - opened.debitsPosted(),
                    opened.openedAt());
        }
    }

    /** An account to be opened; without a limit, with the one that its code asks for. */
    record OpenRequest(
            @Nullable String book,
            @Nullable String code,
            @Nullable String currency,
            @Nullable Limit limit) {

        String bookName() {
            return book == null ? Lanes.MAIN : book;
        }

        AccountOrders.Open order(Books books) {
            new Fields()
                    .check("/book", books.has(bookName()), Books.UNKNOWN)
                    .require("/code", code)
                    .check("/code", code == null || isCode(code), "must be an account's code")
                    .require("/currency", currency)
                    .check(
                            "/currency",
                            currency == null || Currency.find(currency).isPresent(),
                            "must be a currency's code")
                    .done();
            Account account =
                    new Account(
                            Objects.requireNonNull(code),
                            Currency.of(Objects.requireNonNull(currency)));
            return new AccountOrders.Open(account, limit == null ? Limit.of(account) : limit);
        }

        /** In a list of transfers, what begins so is an id. */
        private static boolean isCode(String text) {
            return Account.isCode(text) && !text.startsWith(AccountId.PREFIX + "_");
        }
    }

    /** The flags that are to be changed. */
    record ChangeRequest(@Nullable Boolean frozen, @Nullable Boolean closed) {}

    AccountsEndpoint(Accounts accounts, AccountOrders orders, Books books, Creation creation) {
        this.accounts = accounts;
        this.orders = orders;
        this.books = books;
        this.creation = creation;
    }

    @Needs("ledger:read")
    @GetMapping(ACCOUNTS)
    Page<AccountBody> list(
            @RequestParam(defaultValue = Lanes.MAIN) String book,
            @RequestParam(name = "code_prefix", defaultValue = "") String codePrefix,
            @RequestParam(required = false) @Nullable String currency,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        if (codePrefix.indexOf('\0') >= 0 || (currency != null && currency.indexOf('\0') >= 0)) {
            throw Problem.invalid("code_prefix", "must not contain U+0000");
        }
        if (!books.has(book)) {
            throw Problem.invalid("book", Books.UNKNOWN);
        }
        return accounts.list(
                        book,
                        codePrefix,
                        Accounts.owned(caller),
                        currency,
                        Page.Request.of(limit, cursor))
                .map(AccountBody::of);
    }

    @Needs("ledger:read")
    @GetMapping(ACCOUNTS + "/{id}")
    AccountBody read(@PathVariable String id, Caller caller) {
        return AccountBody.of(accounts.visible(id, caller));
    }

    @Needs("ledger:write")
    @PostMapping(ACCOUNTS)
    ResponseEntity<String> open(
            @RequestBody OpenRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        onlyOperator(caller);
        AccountOrders.Open order = request.order(books);
        return creation.unkeyed(
                caller.tenant(),
                key,
                "POST " + ACCOUNTS,
                request,
                _ -> created(order, request.bookName()));
    }

    private Creation.Created created(AccountOrders.Open order, String book) {
        AccountOrders.Answer answer = books.lane(book).call(orders, order);
        refuse(answer);
        AccountBody body = accounts.find(order.account(), book).map(AccountBody::of).orElseThrow();
        String location = ACCOUNTS + "/" + body.id();
        return answer == AccountOrders.Answer.BEFORE
                ? Creation.Created.before(location, body)
                : new Creation.Created(location, body);
    }

    @Needs("ledger:write")
    @PatchMapping(ACCOUNTS + "/{id}")
    AccountBody change(@PathVariable String id, @RequestBody ChangeRequest request, Caller caller) {
        onlyOperator(caller);
        Accounts.Opened found = accounts.visible(id, caller);
        if (request.frozen() == null && request.closed() == null) {
            throw Problem.invalid("", "must name frozen or closed");
        }
        refuse(
                books.lane(found.book())
                        .call(
                                orders,
                                new AccountOrders.Change(
                                        found.account(), request.frozen(), request.closed())));
        return AccountBody.of(accounts.visible(id, caller));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/trial-balance")
    Accounts.TrialBalance trialBalance() {
        return accounts.trialBalance();
    }

    private static void onlyOperator(Caller caller) {
        if (!caller.operator()) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "insufficient_scope",
                    "Only the operator opens and changes accounts");
        }
    }

    private static void refuse(AccountOrders.Answer answer) {
        switch (answer) {
            case DONE, BEFORE -> {}
            case DIFFERS ->
                    throw Problem.conflict(
                            "account_differs", "The account is open with another limit");
            case NOT_FOUND -> throw Problem.notFound("account");
            case CLOSED ->
                    throw Problem.conflict("account_closed", "A closed account stays as it is");
            case NOT_EMPTY ->
                    throw Problem.conflict(
                            "account_not_empty", "The account has a balance or something held");
        }
    }
}
