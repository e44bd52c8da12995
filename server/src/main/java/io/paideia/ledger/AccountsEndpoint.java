package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows accounts. The operator sees all of them, a platform those that carry its own id; another
 * one's is not found. The trial balance names no account, so whoever may read sees it.
 */
@RestController
final class AccountsEndpoint {

    private final Accounts accounts;

    /** An account as it is sent; all amounts in the currency's minor unit. */
    record AccountBody(
            AccountId id,
            String code,
            String currency,
            long debitsPosted,
            long creditsPosted,
            long debitsPending,
            long creditsPending,
            long balance,
            Instant openedAt) {

        static AccountBody of(Accounts.Opened opened) {
            return new AccountBody(
                    opened.id(),
                    opened.account().code(),
                    opened.account().currency().code(),
                    opened.debitsPosted(),
                    opened.creditsPosted(),
                    opened.debitsPending(),
                    opened.creditsPending(),
                    opened.creditsPosted() - opened.debitsPosted(),
                    opened.openedAt());
        }
    }

    /** The proof of double entry. */
    record TrialBalance(List<Accounts.Total> currencies) {}

    AccountsEndpoint(Accounts accounts) {
        this.accounts = accounts;
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/accounts")
    Page<AccountBody> list(
            @RequestParam(name = "code_prefix", defaultValue = "") String codePrefix,
            @RequestParam(required = false) @Nullable String currency,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        if (codePrefix.indexOf('\0') >= 0 || (currency != null && currency.indexOf('\0') >= 0)) {
            throw Problem.invalid("code_prefix", "must not contain U+0000");
        }
        return accounts.list(codePrefix, owned(caller), currency, Page.Request.of(limit, cursor))
                .map(AccountBody::of);
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/accounts/{id}")
    AccountBody read(@PathVariable String id, Caller caller) {
        return AccountBody.of(visible(id, caller));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/accounts/{id}/entries")
    Page<Accounts.Entry> entries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        return accounts.entries(visible(id, caller), Page.Request.of(limit, cursor));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/trial-balance")
    TrialBalance trialBalance() {
        return new TrialBalance(accounts.trialBalance());
    }

    private Accounts.Opened visible(String id, Caller caller) {
        return accounts.find(AccountId.parse(id))
                .filter(opened -> opened.account().code().startsWith(owned(caller)))
                .orElseThrow(() -> Problem.notFound("account"));
    }

    /** What the codes of all accounts begin with that the caller may see. */
    private static String owned(Caller caller) {
        return caller.operator() ? "" : "platform:" + caller.platform() + ":";
    }
}
