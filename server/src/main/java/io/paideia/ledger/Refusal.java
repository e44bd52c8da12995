package io.paideia.ledger;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A refused transfer, remembered so that its repetition gets the same answer.
 *
 * @param book the number of the book that refused it: another one's answer would be its own
 * @param content the hash of the whole order, so that another one under its id is seen
 */
record Refusal(UUID id, int book, Hash content, Outcome outcome) {

    static Refusal of(Transfer order, int book, Outcome outcome) {
        return new Refusal(order.id().value(), book, content(order), outcome);
    }

    /** Whether it is this order, in this book, that was refused. */
    boolean sameAs(Transfer order, int ofBook) {
        return isOf(ofBook) && content.equals(content(order));
    }

    /** The content does not name the book: its accounts have the same names in another. */
    private boolean isOf(int ofBook) {
        return book == ofBook;
    }

    /** One line for each part; only the last, the reference, may have lines of its own. */
    private static Hash content(Transfer order) {
        String text =
                String.join(
                        "\n",
                        order.id().toString(),
                        order.debit().code(),
                        order.debit().currency().code(),
                        order.credit().code(),
                        order.credit().currency().code(),
                        order.amount().toString(),
                        order.kind(),
                        order.phase().word(),
                        String.valueOf(order.resolves()),
                        String.valueOf(order.timeout()),
                        order.balancing().name(),
                        String.valueOf(order.reference()));
        return Hash.of(Hash.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
