package io.paideia.ledger;

import io.paideia.money.Money;
import java.util.UUID;

/** A move between books as a simulation orders it. */
public record BookMove(
        UUID id, String from, Account debit, String to, Account credit, Money amount) {

    private static final String KIND = "trial";

    static BookMove of(MoveOrder order) {
        return new BookMove(
                order.id().value(),
                order.from().book(),
                order.from().account(),
                order.to().book(),
                order.to().account(),
                order.amount());
    }

    MoveOrder order() {
        return new MoveOrder(
                new MoveId(id), new Place(from, debit), new Place(to, credit), amount, KIND);
    }

    /** The half of the second book, which anybody may post at any time after the first. */
    public Transfer arrival() {
        return order().arrival();
    }

    /** How it stands, as whoever begins or ends it is told. */
    public record Standing(String state, Outcome reason, boolean before) {

        static Standing of(Move move, boolean before) {
            Outcome refusal = move.refusal();
            return new Standing(
                    move.state().name(), refusal == null ? Outcome.CREATED : refusal, before);
        }
    }

    @Override
    public String toString() {
        return "%d (%s %s>%s %s %d)"
                .formatted(
                        id.getLeastSignificantBits(),
                        from,
                        debit.code(),
                        to,
                        credit.code(),
                        amount.minor());
    }
}
