package io.paideia.ledger;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as it stands in its row, by account numbers.
 *
 * @param number its place in its book
 * @param amount what was moved or held; of a balancing transfer, less than it asked for perhaps
 * @param debitSequence how many entries the debit account has with this one
 * @param debitPrevious the number of the transfer that touched the debit account before, or 0
 * @param debitBalance of the debit account after it: credits minus debits, posted
 * @param resolves the pending transfer that it posts, voids or expires, or the one that it reverses
 * @param asked at most how much a balancing transfer asked for, negative if the credit side
 *     balances, else null
 */
record TransferRow(
        long number,
        long debit,
        long credit,
        long amount,
        long debitSequence,
        long creditSequence,
        long debitPrevious,
        long creditPrevious,
        long debitBalance,
        long creditBalance,
        Instant at,
        UUID id,
        Transfer.Phase phase,
        String kind,
        @Nullable String reference,
        @Nullable UUID resolves,
        @Nullable Instant expiresAt,
        @Nullable Long asked) {}
