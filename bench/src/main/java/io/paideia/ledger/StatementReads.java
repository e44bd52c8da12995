package io.paideia.ledger;

import io.paideia.http.Page;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads one account as {@link StatementsEndpoint} does, without HTTP around it. Each read looks the
 * account up anew. Thread-safe.
 */
public final class StatementReads {

    private final Accounts accounts;
    private final Entries entries;
    private final AccountId id;
    private final Instant first;
    private final Instant last;

    /** What can be read. */
    public enum Kind {
        NEWEST("newest page"),
        UNTIL("page back from a date"),
        STATEMENT("statement from a date"),
        BALANCE("balance at a time");

        private final String told;

        Kind(String told) {
            this.told = told;
        }

        public String told() {
            return told;
        }

        /** How many entries a page of an account with so many has. */
        public int expected(int limit, long entries) {
            return this == BALANCE ? 1 : (int) Math.min(limit, entries / 10);
        }
    }

    public StatementReads(DataSource database, String book, Account account) {
        JdbcClient client = JdbcClient.create(database);
        this.accounts = new Accounts(client);
        this.entries = new Entries(client);
        Accounts.Opened opened = accounts.find(account, book).orElseThrow();
        this.id = opened.id();
        this.first = entries.following(opened, null, Long.MAX_VALUE, 1).getFirst().at();
        this.last =
                entries.newestFirst(opened, Period.ALL, new Page.Request(null, 1))
                        .data()
                        .getFirst()
                        .at();
    }

    private StatementReads(DataSource database, StatementReads same) {
        JdbcClient client = JdbcClient.create(database);
        this.accounts = new Accounts(client);
        this.entries = new Entries(client);
        this.id = same.id;
        this.first = same.first;
        this.last = same.last;
    }

    /** The same account through another pool; reads nothing yet. */
    public StatementReads through(DataSource other) {
        return new StatementReads(other, this);
    }

    /** How many entries the account has. */
    public long entries() {
        return entries.before(account(), Period.ALL.end()).sequence();
    }

    /**
     * Reads once.
     *
     * @param place between the account's first entry, 0, and its newest, 1; without meaning for the
     *     newest page
     * @return how many entries were given
     */
    public int read(Kind kind, double place, int limit) {
        Page.Request page = new Page.Request(null, limit);
        Instant time = time(place);
        Accounts.Opened account = account();
        return switch (kind) {
            case NEWEST -> entries.newestFirst(account, Period.ALL, page).data().size();
            case UNTIL -> entries.newestFirst(account, new Period(null, time), page).data().size();
            case STATEMENT -> {
                Statement statement = Statement.of(account, new Period(time, null), entries);
                yield entries.oldestFirst(
                                account,
                                statement.period(),
                                statement.opening(),
                                statement.closing().sequence(),
                                page)
                        .data()
                        .size();
            }
            case BALANCE -> entries.before(account, time).newest() == null ? 0 : 1;
        };
    }

    private Accounts.Opened account() {
        return accounts.find(id).orElseThrow();
    }

    private Instant time(double place) {
        long nanos = Math.round(Duration.between(first, last).toNanos() * place);
        return first.plusNanos(nanos / 1_000 * 1_000);
    }
}
