package io.paideia.ledger;

import io.paideia.database.Arguments;
import io.paideia.database.BinaryCopy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Writes one block and the balances that it changed. */
final class BlockWriter {

    /** Most blocks are small; for more rows the buffer grows. */
    private static final int FEW = 4;

    private static final String TRANSFERS =
            """
            ledger.transfer (number, debit, credit, amount, debit_sequence, credit_sequence, debit_previous,
                             credit_previous, debit_balance, credit_balance, at, id, phase, kind, reference,
                             resolves, expires_at, asked)
            """;

    private static final String OPEN =
            """
            INSERT INTO ledger.account (number, id, code, currency, debits_limited, credits_limited, opened_at,
                                        book, block)
            SELECT u.number, u.id, u.code, u.currency, u.debits_limited, u.credits_limited, ?, ?, ?
              FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::bool[], ?::bool[])
                   AS u(number, id, code, currency, debits_limited, credits_limited)
            """;

    private static final String CHANGE =
            """
            WITH written AS (
                INSERT INTO ledger.flag_change (book, block, place, account, frozen, closed)
                SELECT ?, ?, u.place, u.account, u.frozen, u.closed
                  FROM unnest(?::int[], ?::bigint[], ?::bool[], ?::bool[]) AS u(place, account, frozen, closed)
                RETURNING place, account, frozen, closed
            )
            UPDATE ledger.account a
               SET frozen = w.frozen, closed = w.closed
              FROM (SELECT DISTINCT ON (account) * FROM written ORDER BY account, place DESC) AS w
             WHERE a.number = w.account
            """;

    private static final String REFUSE =
            """
            INSERT INTO ledger.refusal (id, content, outcome, book, block, place)
            SELECT u.id, u.content, u.outcome, ?, ?, u.place
              FROM unnest(?::uuid[], ?::bytea[], ?::text[], ?::int[]) AS u(id, content, outcome, place)
            """;

    private static final String MARK =
            """
            INSERT INTO ledger.mark (account, at, sequence, transfer, debits)
            SELECT u.account, ?, u.sequence, u.transfer, u.debits
              FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                   AS u(account, sequence, transfer, debits)
            """;

    private static final String HOLD =
            """
            INSERT INTO ledger.due (transfer, book, at)
            SELECT u.transfer, ?, u.at FROM unnest(?::uuid[], ?::timestamptz[]) AS u(transfer, at)
            """;

    private static final String RELEASE = "DELETE FROM ledger.due WHERE transfer = ANY (?::uuid[])";

    /**
     * The old sequence is the version: a writer that came in without the lock makes the count
     * differ.
     */
    private static final String SEAL =
            """
            WITH sealed AS (
                INSERT INTO ledger.block (book, number, at, last_account, last_transfer, openings, changes,
                                          transfers, refusals, root, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            )
            UPDATE ledger.account a
               SET debits_posted = u.debits_posted, credits_posted = u.credits_posted,
                   debits_pending = u.debits_pending, credits_pending = u.credits_pending,
                   sequence = u.sequence, last_transfer = u.last_transfer
              FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                          ?::bigint[], ?::bigint[])
                   AS u(number, debits_posted, credits_posted, debits_pending, credits_pending, sequence,
                        last_transfer, version)
             WHERE a.number = u.number AND a.sequence = u.version
            """;

    private final Connection connection;
    private final Block block;
    private final BinaryCopy transfers;

    BlockWriter(Connection connection, Block block) {
        this.connection = connection;
        this.block = block;
        this.transfers = new BinaryCopy(connection, TRANSFERS, 18, FEW);
    }

    void write(Head head, Collection<Balance> changed) throws SQLException {
        if (!block.transfers().isEmpty()) {
            encode();
            transfers.send();
        }
        open(head);
        change(head);
        refuse(head);
        mark();
        hold();
        release();
        seal(head, changed);
    }

    private void open(Head head) throws SQLException {
        List<Opening> openings = block.openings();
        if (openings.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(OPEN)) {
            Arguments.of(insert)
                    .time(block.at())
                    .integer(block.book())
                    .number(head.block())
                    .longs(openings, Opening::number)
                    .uuids(openings, Opening::id)
                    .texts(openings, opening -> opening.account().code())
                    .texts(openings, opening -> opening.account().currency().code())
                    .booleans(openings, Opening::debitsLimited)
                    .booleans(openings, Opening::creditsLimited);
            insert.executeUpdate();
        }
    }

    private void change(Head head) throws SQLException {
        List<FlagChange> changes = block.changes();
        if (changes.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(CHANGE)) {
            Arguments.of(insert)
                    .integer(block.book())
                    .number(head.block())
                    .integers(places(changes), Integer::intValue)
                    .longs(changes, FlagChange::account)
                    .booleans(changes, FlagChange::frozen)
                    .booleans(changes, FlagChange::closed);
            insert.executeUpdate();
        }
    }

    /** Makes the bytes of the transfers; sends nothing. */
    void encode() {
        for (TransferRow row : block.transfers()) {
            transfers
                    .row()
                    .number(row.number())
                    .number(row.debit())
                    .number(row.credit())
                    .number(row.amount())
                    .number(row.debitSequence())
                    .number(row.creditSequence())
                    .number(row.debitPrevious())
                    .number(row.creditPrevious())
                    .number(row.debitBalance())
                    .number(row.creditBalance())
                    .time(row.at())
                    .uuid(row.id())
                    .text(row.phase().word())
                    .text(row.kind())
                    .text(row.reference())
                    .uuid(row.resolves())
                    .time(row.expiresAt())
                    .numberOrNull(row.asked());
        }
    }

    private void refuse(Head head) throws SQLException {
        List<Refusal> refusals = block.refusals();
        if (refusals.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(REFUSE)) {
            Arguments.of(insert)
                    .integer(block.book())
                    .number(head.block())
                    .uuids(refusals, Refusal::id)
                    .bytes(refusals, refusal -> refusal.content().bytes())
                    .texts(refusals, refusal -> refusal.outcome().code())
                    .integers(places(refusals), Integer::intValue);
            insert.executeUpdate();
        }
    }

    private void mark() throws SQLException {
        List<Mark> marks = block.marks();
        if (marks.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(MARK)) {
            Arguments.of(insert)
                    .time(block.at())
                    .longs(marks, Mark::account)
                    .longs(marks, Mark::sequence)
                    .longs(marks, Mark::transfer)
                    .longs(marks, Mark::debits);
            insert.executeUpdate();
        }
    }

    private void hold() throws SQLException {
        List<TransferRow> timed =
                block.transfers().stream().filter(row -> row.expiresAt() != null).toList();
        if (timed.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(HOLD)) {
            Arguments.of(insert)
                    .integer(block.book())
                    .uuids(timed, TransferRow::id)
                    .times(timed, TransferRow::expiresAt);
            insert.executeUpdate();
        }
    }

    private void release() throws SQLException {
        if (block.released().isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(RELEASE)) {
            Arguments.of(delete).uuids(block.released());
            delete.executeUpdate();
        }
    }

    private void seal(Head head, Collection<Balance> changed) throws SQLException {
        // In the order of the table, so that neighbours find their page still at hand.
        List<Balance> sorted =
                changed.stream().sorted(Comparator.comparingLong(b -> b.number)).toList();
        try (PreparedStatement seal = connection.prepareStatement(SEAL)) {
            Arguments.of(seal)
                    .integer(block.book())
                    .number(head.block())
                    .time(head.at())
                    .number(head.lastAccount())
                    .number(head.lastTransfer())
                    .integer(head.openings())
                    .integer(head.changes())
                    .integer(head.transfers())
                    .integer(head.refusals())
                    .bytes(head.root().bytes())
                    .bytes(head.hash().bytes())
                    .longs(sorted, balance -> balance.number)
                    .longs(sorted, balance -> balance.debitsPosted)
                    .longs(sorted, balance -> balance.creditsPosted)
                    .longs(sorted, balance -> balance.debitsPending)
                    .longs(sorted, balance -> balance.creditsPending)
                    .longs(sorted, balance -> balance.sequence)
                    .longs(sorted, balance -> balance.last)
                    .longs(sorted, Balance::version);
            int written = seal.executeUpdate();
            if (written != sorted.size()) {
                throw new LedgerStore.WrittenWithoutLock(written, sorted.size());
            }
        }
    }

    private static List<Integer> places(Collection<?> of) {
        return IntStream.range(0, of.size()).boxed().toList();
    }
}
