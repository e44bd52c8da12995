package io.paideia.trials.torture;

/**
 * Something that must not be.
 *
 * @param told names the row or call, for whoever looks at the folder afterwards
 */
record Fault(Kind kind, String told) {

    /** What was broken. */
    enum Kind {
        /** Acknowledged, and no row. */
        LOST,
        /** Refused, and a row. */
        REFUSED_WITH_EFFECT,
        /** Refused, and that is not remembered. */
        FORGOTTEN,
        /** Acknowledged twice as new, or more than one row. */
        DOUBLED,
        /** A row that says something else than what was handed in. */
        ALTERED,
        /** A row that nobody handed in. */
        INVENTED,
        /** An answer that this call cannot get, or none that agrees with the rows. */
        ANSWER,
        /** A group of which a part was posted. */
        TORN,
        /** A call that nobody answers, however long one waits. */
        UNSETTLED,
        /** Balances, sequences or limits that do not follow from the transfers. */
        BOOKS
    }
}
