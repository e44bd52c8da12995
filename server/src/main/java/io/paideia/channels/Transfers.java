package io.paideia.channels;

import io.paideia.money.Money;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel that can send money to somebody. */
public interface Transfers extends Channel {

    /**
     * What the provider would surely refuse: an account number that is none, an amount that it
     * cannot express. No network; empty if nothing is seen.
     */
    default Optional<Objection> objection(Transfer transfer) {
        return Optional.empty();
    }

    /**
     * Why a transfer is not worth sending.
     *
     * @param part {@code currency}, {@code amount}, {@code channel}, {@code payee}, {@code
     *     payee_name} or {@code details}
     * @param message what it must be, for a person
     */
    record Objection(String part, String message) {}

    /** Sends; the transfer's reference makes a repeat harmless. */
    Transferring transfer(Transfer transfer);

    /** Asks how a transfer stands. */
    Transferring queryTransfer(Transfer transfer);

    /**
     * Money to be sent.
     *
     * @param reference ours, unique: 26 letters and digits
     * @param payee the provider's name of the receiver: an id, an e-mail address, an account
     * @param payeeName the receiver's real name, where the provider compares it; null if unknown
     * @param remark what the receiver reads
     * @param details what one provider alone wants, by its own names
     * @param handle the provider's own name of the transfer, once it has told; null before
     * @param startedAt when it began; some providers want it again in queries
     */
    record Transfer(
            String reference,
            Money amount,
            String payee,
            @Nullable String payeeName,
            String remark,
            Map<String, String> details,
            @Nullable String handle,
            Instant startedAt) {

        /** Without the receiver's name. */
        @Override
        public String toString() {
            return "Transfer[" + reference + ", " + amount + "]";
        }
    }

    /** How a transfer stands. */
    sealed interface Transferring {

        record Done(@Nullable String handle) implements Transferring {}

        /**
         * Taken and under way.
         *
         * @param action what the receiver does to get it, null if nothing
         */
        record Accepted(@Nullable String handle, @Nullable NextAction action)
                implements Transferring {}

        /** The provider has not received it. */
        record NotThere() implements Transferring {}

        /** Surely not sent. */
        record Refused(Failure failure) implements Transferring {}

        /** It came back, perhaps after it was done. */
        record Returned(Failure failure) implements Transferring {}

        /** In doubt or unanswered: ask again. */
        record Unknown(String why) implements Transferring {}
    }
}
