package io.paideia.ledger;

import java.util.UUID;

/** An account as it is opened. */
record Opening(
        long number, UUID id, Account account, boolean debitsLimited, boolean creditsLimited) {}
