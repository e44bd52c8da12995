package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A small ledger. Keeps balances between batches, and trusts them only while the book's head is the
 * one that they belong to: another server may have written.
 */
final class Transfers implements Handler<Command.Move, Answer> {

    private final Session session;
    private final Tally tally;
    private final Map<Integer, Long> kept = new HashMap<>();
    private long keptHead;

    Transfers(Session session, Tally tally) {
        this.session = session;
        this.tally = tally;
    }

    @Override
    public List<Answer> handle(List<Command.Move> orders, Batch batch) throws SQLException {
        StoreTransaction transaction = session.open(batch);
        long head = transaction.head();
        if (outdated(head)) {
            kept.clear();
            keptHead = head;
        }
        Map<Integer, Long> balances = balances(orders, transaction);
        Map<Long, Command.Move> known =
                transaction.moves(orders.stream().map(Command.Move::id).toList());
        Map<Long, Command.Move> created = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>(orders.size());
        for (Command.Move order : orders) {
            answers.add(decide(order, balances, known, created));
        }
        if (!created.isEmpty()) {
            transaction.write(created.values(), balances);
            batch.afterCommit(() -> keep(balances, head + 1));
        }
        return answers;
    }

    private boolean outdated(long head) {
        if (head != keptHead) {
            tally.count(Happening.CACHE_OUTDATED);
            return true;
        }
        return false;
    }

    private void keep(Map<Integer, Long> balances, long head) {
        kept.putAll(balances);
        keptHead = head;
    }

    private Map<Integer, Long> balances(List<Command.Move> orders, StoreTransaction transaction)
            throws SQLException {
        Map<Integer, Long> balances = new HashMap<>();
        Set<Integer> missing = new HashSet<>();
        for (Command.Move order : orders) {
            for (Integer account : List.of(order.debit(), order.credit())) {
                Long balance = kept.get(account);
                if (balance == null) {
                    missing.add(account);
                } else {
                    balances.put(account, balance);
                }
            }
        }
        if (!missing.isEmpty()) {
            balances.putAll(transaction.balances(missing));
        }
        return balances;
    }

    private static Answer decide(
            Command.Move order,
            Map<Integer, Long> balances,
            Map<Long, Command.Move> known,
            Map<Long, Command.Move> created) {
        long debit = balances.getOrDefault(order.debit(), 0L);
        Command.Move before = known.getOrDefault(order.id(), created.get(order.id()));
        if (before != null) {
            return new Answer(before.sameAs(order) ? Happening.EXISTS : Happening.ID_REUSED, debit);
        }
        if (order.debit() != World.OUTSIDE && debit < order.amount()) {
            return new Answer(Happening.INSUFFICIENT_FUNDS, debit);
        }
        balances.put(order.debit(), debit - order.amount());
        balances.merge(order.credit(), order.amount(), Long::sum);
        created.put(order.id(), order);
        return new Answer(Happening.CREATED, debit - order.amount());
    }
}
