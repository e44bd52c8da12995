package io.paideia.trials.torture;

import io.paideia.ledger.Account;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as it is handed in, and as a row of it has to look. All are in one currency, of one
 * kind, without a reference. Immutable.
 *
 * @param amount in minor units; of a void, what the resolved transfer held
 * @param phase single, pending, post, void or reverse
 * @param resolves the pending transfer that a post or void resolves, or the one that is reversed
 */
record Order(
        UUID id, String debit, String credit, long amount, String phase, @Nullable UUID resolves) {

    private static final Currency CURRENCY = Currency.of("CNY");
    private static final String KIND = "torture";
    private static final Pattern COMMA = Pattern.compile(",");

    static Order single(UUID id, String debit, String credit, long amount) {
        return new Order(id, debit, credit, amount, "single", null);
    }

    static Order pending(UUID id, String debit, String credit, long amount) {
        return new Order(id, debit, credit, amount, "pending", null);
    }

    static Order post(UUID id, Order held, long amount) {
        return new Order(id, held.debit, held.credit, amount, "post", held.id);
    }

    static Order cancel(UUID id, Order held) {
        return new Order(id, held.debit, held.credit, held.amount, "void", held.id);
    }

    static Order reversal(UUID id, Order posted) {
        return new Order(
                id,
                /* debit= */ posted.credit,
                /* credit= */ posted.debit,
                posted.amount,
                "reverse",
                posted.id);
    }

    /** The same in another amount, which its id does not allow. */
    Order altered() {
        return new Order(id, debit, credit, amount + 1, phase, resolves);
    }

    /** For a pipe: no blank, no semicolon. */
    String line() {
        return String.join(
                ",",
                List.of(
                        id.toString(),
                        debit,
                        credit,
                        Long.toString(amount),
                        phase,
                        resolves == null ? "" : resolves.toString()));
    }

    static Order parse(String line) {
        String[] fields = COMMA.split(line, -1);
        return new Order(
                UUID.fromString(fields[0]),
                fields[1],
                fields[2],
                Long.parseLong(fields[3]),
                fields[4],
                fields[5].isEmpty() ? null : UUID.fromString(fields[5]));
    }

    Transfer transfer() {
        TransferId own = new TransferId(id);
        if (resolves != null) {
            TransferId other = new TransferId(resolves);
            return switch (phase) {
                case "post" -> Transfer.post(own, held(other), money());
                case "void" -> Transfer.cancel(own, held(other));
                case "reverse" -> Transfer.reversal(own, reversed(other));
                default -> throw new IllegalArgumentException("Not a phase that ends: " + phase);
            };
        }
        return phase.equals("pending")
                ? held(own)
                : Transfer.single(own, account(debit), account(credit), money(), KIND, null);
    }

    private Transfer held(TransferId pending) {
        return Transfer.pending(pending, account(debit), account(credit), money(), KIND, null);
    }

    private Transfer reversed(TransferId posted) {
        return Transfer.single(
                posted,
                /* debit= */ account(credit),
                /* credit= */ account(debit),
                money(),
                KIND,
                null);
    }

    private Money money() {
        return new Money(CURRENCY, amount);
    }

    private static Account account(String code) {
        return new Account(code, CURRENCY);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %s %d from %s to %s", phase, id, amount, debit, credit);
    }
}
