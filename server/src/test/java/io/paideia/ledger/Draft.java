package io.paideia.ledger;

import io.paideia.ledger.Transfer.Balancing;
import io.paideia.ledger.Transfer.Phase;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.List;

/**
 * A transfer as it was drawn, before it is known what it meets. Its numbers choose among what there
 * is when it is ordered, 0 the newest, so that it means something in any history: what led to a
 * failure can be left out piece by piece.
 */
sealed interface Draft {

    Currency KWD = Currency.of("KWD");

    Transfer in(Twin twin);

    /** Which accounts: never twice the same. */
    record Sides(int debit, int credit) {

        Account debit(Twin twin) {
            return Twin.pick(twin.accounts, debit);
        }

        Account credit(Twin twin) {
            int most = twin.accounts.size();
            int other = debit % most + 1 + credit % (most - 1);
            return Twin.pick(twin.accounts, other);
        }
    }

    record Single(Sides sides, long amount, Balancing balancing) implements Draft {
        @Override
        public Transfer in(Twin twin) {
            return single(twin, sides.debit(twin), sides.credit(twin), kwd(amount))
                    .balancing(balancing);
        }
    }

    /** Held for so many milliseconds, 0 for ever. */
    record Pending(Sides sides, long amount, Balancing balancing, int millis) implements Draft {
        @Override
        public Transfer in(Twin twin) {
            Transfer held =
                    Transfer.pending(
                            twin.next(),
                            sides.debit(twin),
                            sides.credit(twin),
                            kwd(amount),
                            "sale",
                            null);
            return (millis == 0 ? held : held.within(Duration.ofMillis(millis)))
                    .balancing(balancing);
        }
    }

    /** What seldom happens by chance. */
    record Odd(What what, Sides sides, long amount) implements Draft {

        enum What {
            SAME_ACCOUNT,
            DOLLARS,
            /** Once it fits, twice it does not. */
            HUGE,
            TO_CLOSED,
            TO_OWING,
            FROM_FROZEN
        }

        @Override
        public Transfer in(Twin twin) {
            Account debit = sides.debit(twin);
            Account credit = sides.credit(twin);
            Money money = kwd(amount);
            return switch (what) {
                case SAME_ACCOUNT -> single(twin, debit, debit, money);
                case DOLLARS -> single(twin, debit, credit, Money.of("USD", 1));
                case HUGE ->
                        single(twin, Twin.named("huge"), Twin.named("vast"), kwd(Long.MAX_VALUE));
                case TO_CLOSED -> single(twin, debit, Twin.CLOSED, money);
                case TO_OWING -> single(twin, Twin.named("bank"), Twin.OWING, money);
                case FROM_FROZEN -> single(twin, Twin.FROZEN, credit, money);
            };
        }
    }

    /** Again what was posted. */
    record Again(int nth) implements Draft {
        @Override
        public Transfer in(Twin twin) {
            return twin.created.isEmpty() ? any(twin) : Twin.pick(twin.created, nth);
        }
    }

    /** Again what was posted or refused. */
    record Retry(int nth) implements Draft {
        @Override
        public Transfer in(Twin twin) {
            return twin.ordered.isEmpty() ? any(twin) : Twin.pick(twin.ordered, nth);
        }
    }

    /** Another amount under an id that was used. */
    record Altered(int nth, long amount) implements Draft {
        @Override
        public Transfer in(Twin twin) {
            return twin.ordered.isEmpty() ? any(twin) : with(Twin.pick(twin.ordered, nth), amount);
        }
    }

    /** An end of one of the newest that were held. */
    record End(How how, int nth, int part) implements Draft {

        enum How {
            POST,
            POST_MORE,
            VOID,
            EXPIRE,
            POST_BACKWARDS,
            POST_UNKNOWN
        }

        @Override
        public Transfer in(Twin twin) {
            if (twin.held.isEmpty()) {
                return any(twin);
            }
            TransferId id = twin.next();
            Transfer of = Twin.pick(twin.held, nth);
            long most = of.amount().minor();
            return switch (how) {
                case POST -> Transfer.post(id, of, kwd(1 + part % most));
                case POST_MORE -> Transfer.post(id, of, kwd(most + 1 + part));
                case VOID -> Transfer.cancel(id, of);
                case EXPIRE -> Transfer.expiry(id, of);
                case POST_BACKWARDS -> ending(id, of.credit(), of.debit(), of.id());
                case POST_UNKNOWN -> ending(id, of.debit(), of.credit(), twin.next());
            };
        }
    }

    /** A reversal of what moved, or of what did not. */
    record Reverse(Which which, int nth) implements Draft {

        enum Which {
            MOVED,
            OTHER_AMOUNT,
            HELD
        }

        @Override
        public Transfer in(Twin twin) {
            List<Transfer> some = which == Which.HELD ? twin.held : twin.posted;
            if (some.isEmpty()) {
                return any(twin);
            }
            Transfer of = Twin.pick(some, nth);
            return Transfer.reversal(
                    twin.next(),
                    which == Which.OTHER_AMOUNT
                            ? with(of, Math.max(1, of.amount().minor() - 1))
                            : of);
        }
    }

    private static Transfer any(Twin twin) {
        return new Single(new Sides(0, 0), 1, Balancing.NONE).in(twin);
    }

    private static Transfer single(Twin twin, Account debit, Account credit, Money amount) {
        return Transfer.single(twin.next(), debit, credit, amount, "sale", "ord_1");
    }

    private static Transfer ending(
            TransferId id, Account debit, Account credit, TransferId resolves) {
        return new Transfer(
                id,
                debit,
                credit,
                kwd(1),
                "sale",
                Phase.POST,
                resolves,
                null,
                null,
                Balancing.NONE);
    }

    private static Transfer with(Transfer order, long amount) {
        return new Transfer(
                order.id(),
                order.debit(),
                order.credit(),
                new Money(order.amount().currency(), amount),
                order.kind(),
                order.phase(),
                order.resolves(),
                order.reference(),
                order.timeout(),
                order.balancing());
    }

    static Money kwd(long amount) {
        return new Money(KWD, amount);
    }
}
