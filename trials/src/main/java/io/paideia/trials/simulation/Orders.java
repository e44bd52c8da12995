package io.paideia.trials.simulation;

import io.paideia.ledger.Account;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes up what callers want, few accounts and small amounts so that they get in each other's way.
 */
final class Orders {

    private static final Currency CURRENCY = Currency.of("CNY");

    /** Money comes in from here; the one account that may go below zero. */
    static final Account OUTSIDE = new Account("outside", CURRENCY);

    private static final List<Account> ACCOUNTS =
            Stream.concat(
                            Stream.of(OUTSIDE),
                            IntStream.rangeClosed(1, 5)
                                    .mapToObj(i -> new Account("c" + i + ":pending", CURRENCY)))
                    .toList();

    private static final List<Command.Nature> BROKEN =
            List.of(Command.Nature.BROKEN, Command.Nature.BROKEN_SQL, Command.Nature.BROKEN_ERROR);

    private final Weather weather;
    private final int accounts;
    private final List<Transfer> made = new ArrayList<>();

    Orders(Weather weather) {
        this.weather = weather;
        this.accounts = weather.between(2, ACCOUNTS.size());
    }

    Command next() {
        Command.Nature nature = nature();
        if (weather.oneIn(3)) {
            return new Command.Note(made.size() + weather.between(1, 1_000), nature);
        }
        List<Transfer> group = new ArrayList<>();
        for (int legs = weather.oneIn(4) ? weather.between(2, 3) : 1; legs > 0; legs--) {
            Transfer transfer = transfer();
            made.add(transfer);
            group.add(transfer);
        }
        return new Command.Move(List.copyOf(group), nature);
    }

    private Transfer transfer() {
        TransferId id = new TransferId(new UUID(0, made.size() + 1L));
        if (!made.isEmpty()) {
            Transfer before = made.get(weather.below(made.size()));
            if (weather.strikes(Fault.ID_REUSED)) {
                id = before.id();
            } else if (before.phase() == Transfer.Phase.PENDING && weather.oneIn(2)) {
                return weather.oneIn(3)
                        ? Transfer.cancel(id, before)
                        : Transfer.post(id, before, amount());
            }
        }
        int debit = weather.oneIn(3) ? 0 : weather.below(accounts);
        int credit = (debit + weather.between(1, accounts - 1)) % accounts;
        return weather.oneIn(4)
                ? Transfer.pending(
                        id, ACCOUNTS.get(debit), ACCOUNTS.get(credit), amount(), "trial", null)
                : Transfer.single(
                        id, ACCOUNTS.get(debit), ACCOUNTS.get(credit), amount(), "trial", null);
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
