package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what happened to an account: its entries newest first, as one looks for the latest; its
 * statement oldest first, as it is read from the opening balance to the closing one. Who may see
 * the account may see these.
 */
@RestController
final class StatementsEndpoint {

    private static final Logger log = LoggerFactory.getLogger(StatementsEndpoint.class);
    private static final String STATEMENT = "/v1/ledger/accounts/{id}/statement";

    private final Accounts accounts;
    private final Entries entries;

    /**
     * How an account stood.
     *
     * @param sequence of the newest entry, 0 if there was none
     * @param transfer that made it
     */
    record PastBalance(
            AccountId account,
            Money balance,
            long sequence,
            @Nullable TransferId transfer,
            @Nullable Instant postedAt) {}

    /** A statement with one page of its entries, which its cursor continues. */
    record StatementBody(
            AccountId account,
            String code,
            @Nullable Instant from,
            @Nullable Instant to,
            Money openingBalance,
            Money closingBalance,
            Money debits,
            Money credits,
            long entryCount,
            List<Entry> entries,
            @Nullable String nextCursor) {

        static StatementBody of(Statement statement, Page<Entry> page) {
            return new StatementBody(
                    statement.account().id(),
                    statement.account().account().code(),
                    statement.period().from(),
                    statement.period().to(),
                    statement.openingBalance(),
                    statement.closingBalance(),
                    statement.debits(),
                    statement.credits(),
                    statement.entryCount(),
                    page.data(),
                    page.nextCursor());
        }
    }

    StatementsEndpoint(Accounts accounts, Entries entries) {
        this.accounts = accounts;
        this.entries = entries;
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/accounts/{id}/entries")
    Page<Entry> entries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        Accounts.Opened account = accounts.visible(id, caller);
        return entries.newestFirst(account, Period.of(from, to), Page.Request.of(limit, cursor));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/accounts/{id}/balance")
    PastBalance balance(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String at,
            Caller caller) {
        Accounts.Opened account = accounts.visible(id, caller);
        Entries.Position position = entries.before(account, Period.until(at).end());
        Entry newest = position.newest();
        return new PastBalance(
                account.id(),
                position.balance(account.account().currency()),
                position.sequence(),
                newest == null ? null : newest.transfer(),
                newest == null ? null : newest.at());
    }

    @Needs("ledger:read")
    @GetMapping(STATEMENT)
    StatementBody statement(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        Statement statement = statement(id, from, to, caller);
        return StatementBody.of(
                statement,
                entries.oldestFirst(
                        statement.account(),
                        statement.period(),
                        statement.opening(),
                        statement.closing().sequence(),
                        Page.Request.of(limit, cursor)));
    }

    /** The whole period as a file; the answer begins before the last entry is read. */
    @Needs("ledger:read")
    @GetMapping(path = STATEMENT, produces = "text/csv")
    void statementFile(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            Caller caller,
            HttpServletResponse response) {
        StatementFile file = new StatementFile(statement(id, from, to, caller), entries);
        response.setContentType("text/csv;charset=UTF-8;header=present");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"statement-" + AccountId.parse(id) + ".csv\"");
        try {
            // Closed by the container, and not here: a file that breaks off must not end well.
            Writer out =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    response.getOutputStream(), StandardCharsets.UTF_8));
            file.write(out);
            out.flush();
        } catch (IOException gone) {
            // The reader went away: there is nobody to tell, and nothing more is asked.
            log.debug("A statement was not read to its end", gone);
        }
    }

    /** The same for those who cannot say what they accept, as a link in a page. */
    @Hidden
    @Needs("ledger:read")
    @GetMapping(STATEMENT + ".csv")
    void statementLink(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            Caller caller,
            HttpServletResponse response) {
        statementFile(id, from, to, caller, response);
    }

    private Statement statement(
            String id, @Nullable String from, @Nullable String to, Caller caller) {
        return Statement.of(accounts.visible(id, caller), Period.of(from, to), entries);
    }
}
