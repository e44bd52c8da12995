package io.paideia.ledger;

import io.paideia.money.Currency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of the model test. Its numbers choose as those of a {@link Draft} do. */
sealed interface Command {

    void run(Twins twins);

    /** Groups of transfers in one batch. */
    record Post(int book, List<List<Draft>> groups) implements Command {
        @Override
        public void run(Twins twins) {
            twins.post(book, groups);
        }
    }

    /** Opens an account that nobody named yet, and changes it in the same batch. */
    record OpenNew(int book, Limit limit, Flag then) implements Command {
        @Override
        public void run(Twins twins) {
            Account fresh = twins.book(book).fresh();
            AccountOrders.Order open = new AccountOrders.Open(fresh, limit);
            twins.order(book, then == Flag.NONE ? List.of(open) : List.of(open, then.of(fresh)));
        }
    }

    /** Opens an account that is perhaps open already, perhaps with another limit. */
    record OpenAny(int book, int account, Limit limit) implements Command {
        @Override
        public void run(Twins twins) {
            Account any = Twin.pick(twins.book(book).accounts, account);
            twins.order(book, List.of(new AccountOrders.Open(any, limit)));
        }
    }

    /** Of an account, the closed one too. */
    record Change(int book, int account, Flag flag) implements Command {
        @Override
        public void run(Twins twins) {
            List<Account> all = new ArrayList<>(twins.book(book).accounts);
            all.add(Twin.CLOSED);
            twins.order(book, List.of(flag.of(Twin.pick(all, account))));
        }
    }

    /** Then nothing arrives from the other book. */
    record ChangeClearing(int book, Flag flag) implements Command {
        @Override
        public void run(Twins twins) {
            twins.order(book, List.of(flag.of(twins.book(book).clearing)));
        }
    }

    /** A change of flags. */
    enum Flag {
        /** Changes nothing that is not so already, unless the account was closed. */
        NONE(null, false),
        THAW(false, null),
        FREEZE(true, null),
        CLOSE(null, true);

        private final @Nullable Boolean frozen;
        private final @Nullable Boolean closed;

        Flag(@Nullable Boolean frozen, @Nullable Boolean closed) {
            this.frozen = frozen;
            this.closed = closed;
        }

        AccountOrders.Change of(Account account) {
            return new AccountOrders.Change(account, frozen, closed);
        }
    }

    record Pass(int millis) implements Command {
        @Override
        public void run(Twins twins) {
            twins.pass(Duration.ofMillis(millis));
        }
    }

    /** Expires what is over. */
    record Expire(int book) implements Command {
        @Override
        public void run(Twins twins) {
            twins.book(book).expire();
        }
    }

    /** Another server goes on with both books. */
    record Forget() implements Command {
        @Override
        public void run(Twins twins) {
            twins.forget();
        }
    }

    record ReadThePast(int book, int account, Twin.Moment one, Twin.Moment other)
            implements Command {
        @Override
        public void run(Twins twins) {
            twins.book(book).readThePast(account, one, other);
        }
    }

    /** The first step of a move from this book to the other. */
    record Begin(int from, int debit, To to, int credit, long amount) implements Command {

        enum To {
            ANY,
            CLOSED,
            DOLLARS
        }

        @Override
        public void run(Twins twins) {
            Account any = Twin.pick(twins.book(1 - from).accounts, credit);
            twins.begin(
                    from,
                    Twin.pick(twins.book(from).accounts, debit),
                    switch (to) {
                        case ANY -> any;
                        case CLOSED -> Twin.CLOSED;
                        case DOLLARS -> new Account(any.code(), Currency.of("USD"));
                    },
                    amount);
        }
    }

    /** The same move once more, or another one under its id unless the amount is 0. */
    record BeginAgain(int nth, long amount) implements Command {
        @Override
        public void run(Twins twins) {
            twins.beginAgain(nth, amount);
        }
    }

    /** The second step of a move. */
    record Arrive(int nth) implements Command {
        @Override
        public void run(Twins twins) {
            twins.arrive(nth);
        }
    }

    /** What is left of a move, if anything. */
    record Carry(int nth) implements Command {
        @Override
        public void run(Twins twins) {
            twins.carry(nth);
        }
    }

    /** What is left of all moves. */
    record Sweep() implements Command {
        @Override
        public void run(Twins twins) {
            twins.sweep();
        }
    }
}
