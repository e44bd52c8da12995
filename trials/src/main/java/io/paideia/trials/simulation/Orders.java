package io.paideia.trials.simulation;

import static java.time.temporal.ChronoUnit.MICROS;

import io.paideia.ledger.Account;
import io.paideia.ledger.BookMove;
import io.paideia.ledger.MemoryLedger;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.ledger.Wish;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes up what callers want, few accounts and small amounts so that they get in each other's way.
 */
final class Orders {

    private static final Currency CURRENCY = Currency.of("CNY");

    /** Money comes in from here; the one account that may go below zero. */
    static final Account OUTSIDE = new Account("outside", CURRENCY);

    /** The expiry is the transfer of this number that follows from a pending one. */
    static final int EXPIRY = -1;

    /** Those in the middle have no limit unless somebody opens them with one. */
    private static final List<Account> ACCOUNTS =
            Stream.concat(
                            Stream.of(OUTSIDE),
                            Stream.of(
                                            "c1:pending",
                                            "c1:receivable",
                                            "c2:pending",
                                            "c2:receivable",
                                            "c3:pending")
                                    .map(code -> new Account(code, CURRENCY)))
                    .toList();

    /** Ids of moves are from here on. */
    private static final long MOVES = 1L << 32;

    private static final List<Wish> WISHES = List.of(Wish.values());

    private static final List<Command.Nature> BROKEN =
            List.of(Command.Nature.BROKEN, Command.Nature.BROKEN_SQL, Command.Nature.BROKEN_ERROR);

    private final Weather weather;
    private final int accounts;
    private int made;
    private final List<List<Transfer>> madeIn = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<BookMove> moves = new ArrayList<>();

    Orders(Weather weather) {
        this.weather = weather;
        this.accounts = weather.between(2, ACCOUNTS.size());
    }

    Command next() {
        Command.Nature nature = nature();
        if (weather.oneIn(4)) {
            return new Command.Note(made + weather.between(1, 1_000), nature);
        }
        if (weather.oneIn(5)) {
            return new Command.Change(book(), wanted(), nature);
        }
        if (weather.oneIn(15)) {
            return new Command.Sweep(book(), weather.between(1, 3), nature);
        }
        if (weather.oneIn(5)) {
            return new Command.Begin(move(), nature);
        }
        String book = book();
        List<Transfer> group = new ArrayList<>();
        for (int legs = weather.oneIn(4) ? weather.between(2, 3) : 1; legs > 0; legs--) {
            Transfer transfer = transfer(book);
            of(book).add(transfer);
            made++;
            group.add(transfer);
        }
        return new Command.Move(book, List.copyOf(group), nature);
    }

    /** Most are in one, so that they meet. */
    private String book() {
        return weather.oneIn(4) ? Store.OTHER_BOOK : Store.BOOK;
    }

    /** Sometimes under an id that another one of the same book has. */
    private BookMove move() {
        if (!moves.isEmpty() && weather.oneIn(8)) {
            BookMove before = moves.get(weather.below(moves.size()));
            Money amount = weather.oneIn(2) ? amount() : before.amount();
            return new BookMove(
                    before.id(),
                    before.from(),
                    before.debit(),
                    before.to(),
                    before.credit(),
                    amount);
        }
        boolean there = weather.oneIn(2);
        BookMove move =
                new BookMove(
                        new UUID(0, MOVES + moves.size()),
                        there ? Store.BOOK : Store.OTHER_BOOK,
                        ACCOUNTS.get(weather.oneIn(2) ? 0 : weather.below(accounts)),
                        there ? Store.OTHER_BOOK : Store.BOOK,
                        ACCOUNTS.get(weather.below(accounts)),
                        amount());
        moves.add(move);
        return move;
    }

    private MemoryLedger.Wanted wanted() {
        Account account = ACCOUNTS.get(weather.between(1, accounts - 1));
        Wish wish = WISHES.get(weather.below(WISHES.size()));
        boolean opens = wish == Wish.OPEN || wish == Wish.OPEN_CREDITS_LIMITED;
        // So that the judge knows by its code which account never goes below zero.
        return new MemoryLedger.Wanted(
                account,
                opens && account.code().endsWith(":pending") ? Wish.OPEN_DEBITS_LIMITED : wish);
    }

    /** Only within a book: what two books see of each other in between has no order. */
    private List<Transfer> of(String book) {
        return madeIn.get(Store.BOOKS.indexOf(book));
    }

    private Transfer transfer(String book) {
        TransferId id = new TransferId(new UUID(0, made + 1L));
        if (!of(book).isEmpty()) {
            Transfer before = of(book).get(weather.below(of(book).size()));
            boolean held = before.phase() == Transfer.Phase.PENDING;
            if (weather.strikes(Fault.ID_REUSED)) {
                id = before.id();
            } else if (held && before.timeout() != null && weather.strikes(Fault.ID_TAKEN)) {
                id = TransferId.of(before.id().value(), EXPIRY);
            } else if (held && weather.oneIn(2)) {
                return end(id, before);
            } else if (weather.oneIn(6)) {
                return Transfer.reversal(id, before);
            }
        }
        int debit = weather.oneIn(2) ? 0 : weather.below(accounts);
        int credit = (debit + weather.between(1, accounts - 1)) % accounts;
        if (weather.oneIn(60)) {
            credit = debit;
        }
        return fresh(id, ACCOUNTS.get(debit), ACCOUNTS.get(credit));
    }

    private Transfer fresh(TransferId id, Account debit, Account credit) {
        Money amount = weather.oneIn(60) ? Money.zero(CURRENCY) : amount();
        Transfer transfer =
                weather.oneIn(3)
                        ? Transfer.pending(id, debit, credit, amount, "trial", null)
                        : Transfer.single(id, debit, credit, amount, "trial", null);
        if (transfer.phase() == Transfer.Phase.PENDING && weather.oneIn(2)) {
            transfer = transfer.within(Duration.of(weather.between(1, 500_000), MICROS));
        }
        if (weather.oneIn(4)) {
            transfer =
                    transfer.balancing(
                            weather.oneIn(2)
                                    ? Transfer.Balancing.DEBIT
                                    : Transfer.Balancing.CREDIT);
        }
        return transfer;
    }

    /** Also as only the ledger itself should, which may be too early. */
    private Transfer end(TransferId id, Transfer held) {
        return switch (weather.below(6)) {
            case 0 ->
                    new Transfer(
                            id,
                            held.debit(),
                            held.credit(),
                            held.amount(),
                            held.kind(),
                            Transfer.Phase.EXPIRE,
                            held.id(),
                            held.reference(),
                            null,
                            Transfer.Balancing.NONE);
            case 1, 2 -> Transfer.cancel(id, held);
            default -> Transfer.post(id, held, amount());
        };
    }

    private Money amount() {
        return new Money(CURRENCY, weather.between(1, 100));
    }

    private Command.Nature nature() {
        if (weather.strikes(Fault.BROKEN_COMMAND)) {
            return BROKEN.get(weather.below(BROKEN.size()));
        }
        if (weather.strikes(Fault.FORGETFUL_HANDLER)) {
            return Command.Nature.FORGOTTEN;
        }
        return weather.strikes(Fault.ODD_COMMAND) ? Command.Nature.ODD : Command.Nature.SOUND;
    }
}
