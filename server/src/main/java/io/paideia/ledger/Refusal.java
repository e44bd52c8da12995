package io.paideia.ledger;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A refused transfer, remembered so that its repetition gets the same answer.
 *
 * @param content the hash of the whole order, so that another one under its id is seen
 */
record Refusal(UUID id, Hash content, Outcome outcome) {

    static Refusal of(Transfer order, Outcome outcome) {
        return new Refusal(order.id().value(), content(order), outcome);
    }

    boolean sameAs(Transfer order) {
        return content.equals(content(order));
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
