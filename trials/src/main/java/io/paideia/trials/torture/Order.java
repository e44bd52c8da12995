package io.paideia.trials.torture;

import io.paideia.ledger.Account;
import io.paideia.ledger.Transfer;
import io.paideia.ledger.TransferId;
import io.paideia.ledger.Wish;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is handed in, and as a row of it has to look: a transfer, a move to another book, or what is
 * wanted of an account. All are in one currency, of one kind, without a reference. Immutable.
 *
 * @param debit of a wish, its account; it has no other
 * @param amount in minor units; of a void, what the resolved transfer held; of a balancing one,
 *     what is asked for
 * @param phase single, pending, post, void or reverse; {@link #MOVE} or {@link #BACK}; or a wish's
 *     name
 * @param resolves the pending transfer that a post or void resolves, or the one that is reversed
 * @param timeoutMillis for how long it is held, or 0 for ever
 * @param balancing which side gives what it has: NONE, DEBIT or CREDIT
 */
record Order(
        UUID id,
        String debit,
        String credit,
        long amount,
        String phase,
        @Nullable UUID resolves,
        long timeoutMillis,
        String balancing) {

    /** From the book to the other one. */
    static final String MOVE = "move";

    /** From the other book to this one. */
    static final String BACK = "back";

    /** What is no transfer and no move; ids of these follow from what they want of whom. */
    static final Set<String> WISHES =
            Arrays.stream(Wish.values()).map(Wish::name).collect(Collectors.toSet());

    private static final Currency CURRENCY = Currency.of("CNY");
    static final String KIND = "torture";
    private static final Pattern COMMA = Pattern.compile(",");

    private Order(
            UUID id,
            String debit,
            String credit,
            long amount,
            String phase,
            @Nullable UUID resolves) {
        this(id, debit, credit, amount, phase, resolves, 0, "NONE");
    }

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

    /** Between books, {@link #MOVE} or {@link #BACK}. */
    static Order move(UUID id, String direction, String debit, String credit, long amount) {
        return new Order(id, debit, credit, amount, direction, null);
    }

    /** The same of the same account has the same id. */
    static Order wish(Wish wish, String account) {
        String told = wish.name() + " " + account;
        UUID id = UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8));
        return new Order(id, account, "", 0, wish.name(), null);
    }

    /** This pending transfer, held for so long at most. */
    Order within(long millis) {
        return new Order(id, debit, credit, amount, phase, resolves, millis, balancing);
    }

    /** As much as the debit account has, up to the amount. */
    Order asMuchAsIsThere() {
        return new Order(id, debit, credit, amount, phase, resolves, timeoutMillis, "DEBIT");
    }

    boolean isWish() {
        return WISHES.contains(phase);
    }

    boolean isMove() {
        return phase.equals(MOVE) || phase.equals(BACK);
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
        return new Order(id, debit, credit, amount + 1, phase, resolves, timeoutMillis, balancing);
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
                        resolves == null ? "" : resolves.toString(),
                        Long.toString(timeoutMillis),
                        balancing));
    }

    static Order parse(String line) {
        String[] fields = COMMA.split(line, -1);
        return new Order(
                UUID.fromString(fields[0]),
                fields[1],
                fields[2],
                Long.parseLong(fields[3]),
                fields[4],
                fields[5].isEmpty() ? null : UUID.fromString(fields[5]),
                Long.parseLong(fields[6]),
                fields[7]);
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
        Transfer transfer =
                phase.equals("pending")
                        ? held(own)
                        : Transfer.single(
                                own, account(debit), account(credit), money(), KIND, null);
        transfer = transfer.balancing(Transfer.Balancing.valueOf(balancing));
        return timeoutMillis == 0 ? transfer : transfer.within(Duration.ofMillis(timeoutMillis));
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

    Money money() {
        return new Money(CURRENCY, amount);
    }

    static Account account(String code) {
        return new Account(code, CURRENCY);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s %s %d from %s to %s", phase, id, amount, debit, credit);
    }
}
