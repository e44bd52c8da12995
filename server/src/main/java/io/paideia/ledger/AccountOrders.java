package io.paideia.ledger;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Opens accounts, freezes, thaws and closes them, in the order of the book, between the transfers
 * of the same batch. Thread-safe.
 */
@Component
final class AccountOrders implements Handler<AccountOrders.Order, AccountOrders.Answer> {

    private final Ledger ledger;

    AccountOrders(Ledger ledger) {
        this.ledger = ledger;
    }

    sealed interface Order {
        Account account();
    }

    /** Opens an account, or finds it open with this limit. */
    record Open(Account account, Limit limit) implements Order {}

    /** Sets those flags that are named. */
    record Change(Account account, @Nullable Boolean frozen, @Nullable Boolean closed)
            implements Order {}

    enum Answer {
        DONE,
        /** What was asked for is so already. */
        BEFORE,
        /** The account is open with another limit. */
        DIFFERS,
        NOT_FOUND,
        /** A closed account stays closed and as it is. */
        CLOSED,
        /** An account with money, or with money held, is not closed. */
        NOT_EMPTY
    }

    @Override
    public List<Answer> handle(List<Order> orders, Batch batch) throws SQLException {
        Session session = ledger.session(batch);
        session.load(orders.stream().map(Order::account).toList());
        Block block = session.begin();
        List<Answer> answers = new ArrayList<>(orders.size());
        for (Order order : orders) {
            answers.add(
                    switch (order) {
                        case Open open -> open(open, session, block);
                        case Change change -> change(change, session.of(change.account()), block);
                    });
        }
        session.write(block);
        return answers;
    }

    private static Answer open(Open order, Session session, Block block) {
        Balance balance = session.of(order.account());
        if (balance.open()) {
            return Limit.of(balance.debitsLimited, balance.creditsLimited) == order.limit()
                    ? Answer.BEFORE
                    : Answer.DIFFERS;
        }
        Balance opened =
                new Balance(
                        order.account(),
                        order.limit() == Limit.DEBITS,
                        order.limit() == Limit.CREDITS);
        session.replace(opened);
        block.open(opened);
        return Answer.DONE;
    }

    private static Answer change(Change order, Balance balance, Block block) {
        if (!balance.open()) {
            return Answer.NOT_FOUND;
        }
        boolean frozen = order.frozen() == null ? balance.frozen : order.frozen();
        boolean closed = order.closed() == null ? balance.closed : order.closed();
        if (frozen == balance.frozen && closed == balance.closed) {
            return Answer.BEFORE;
        }
        if (balance.closed) {
            return Answer.CLOSED;
        }
        if (closed && !balance.empty()) {
            return Answer.NOT_EMPTY;
        }
        balance.frozen = frozen;
        balance.closed = closed;
        block.changes().add(new FlagChange(balance.number, frozen, closed));
        return Answer.DONE;
    }
}
