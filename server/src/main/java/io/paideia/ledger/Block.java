package io.paideia.ledger;

import io.paideia.ids.TypeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is written together and sealed by one hash: accounts opened, flags changed, transfers posted
 * and refused. Confined to the batch's thread.
 */
final class Block {

    private final int book;
    private final Head before;
    private final Instant at;
    private final List<Opening> openings = new ArrayList<>();
    private final List<FlagChange> changes = new ArrayList<>();
    private final List<TransferRow> transfers = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final Set<UUID> released = new LinkedHashSet<>();
    private final Leaves leaves = new Leaves();

    Block(int book, Head before, Instant at) {
        this.book = book;
        this.before = before;
        this.at = at;
    }

    int book() {
        return book;
    }

    Instant at() {
        return at;
    }

    List<Opening> openings() {
        return openings;
    }

    List<FlagChange> changes() {
        return changes;
    }

    List<TransferRow> transfers() {
        return transfers;
    }

    List<Refusal> refusals() {
        return refusals;
    }

    List<Mark> marks() {
        return marks;
    }

    /** Pending transfers that would have expired, and now will not any more. */
    Set<UUID> released() {
        return released;
    }

    boolean isEmpty() {
        return openings.isEmpty() && changes.isEmpty() && transfers.isEmpty() && refusals.isEmpty();
    }

    /** The number of the next transfer. */
    long next() {
        return before.lastTransfer() + transfers.size() + 1;
    }

    /** Gives the account its number. */
    void open(Balance balance) {
        balance.number = before.lastAccount() + openings.size() + 1;
        openings.add(
                new Opening(
                        balance.number,
                        TypeId.next(),
                        balance.account,
                        balance.debitsLimited,
                        balance.creditsLimited));
    }

    /** Marks the account's newest entry, if it is one to be marked. */
    void mark(Balance balance) {
        if (balance.sequence % Mark.EVERY == 0) {
            marks.add(
                    new Mark(balance.number, balance.sequence, balance.last, balance.debitsPosted));
        }
    }

    /** How far it was filled at some moment. */
    record Point(int openings, int transfers, int marks) {}

    Point point() {
        return new Point(openings.size(), transfers.size(), marks.size());
    }

    /** Forgets what was added since. */
    void returnTo(Point point) {
        openings.subList(point.openings(), openings.size()).clear();
        marks.subList(point.marks(), marks.size()).clear();
        List<TransferRow> undone = transfers.subList(point.transfers(), transfers.size());
        undone.forEach(row -> released.remove(row.resolves()));
        undone.clear();
    }

    /** Its own head, from which its successor goes on. */
    Head seal() {
        List<Hash> hashes =
                new ArrayList<>(
                        openings.size() + changes.size() + transfers.size() + refusals.size());
        openings.forEach(opening -> hashes.add(leaves.opening(opening, at)));
        changes.forEach(change -> hashes.add(leaves.change(change)));
        transfers.forEach(transfer -> hashes.add(leaves.transfer(transfer)));
        refusals.forEach(refusal -> hashes.add(leaves.refusal(refusal)));
        Head sealed =
                new Head(
                        before.block() + 1,
                        at,
                        before.lastAccount() + openings.size(),
                        before.lastTransfer() + transfers.size(),
                        openings.size(),
                        changes.size(),
                        transfers.size(),
                        refusals.size(),
                        Merkle.root(hashes),
                        Hash.NONE);
        return sealed.hashed(leaves.block(sealed, book, before.hash()));
    }
}
