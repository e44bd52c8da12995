package io.paideia.channels;

import org.jspecify.annotations.Nullable;

/** What came of {@link Channel#start}. */
public sealed interface Started {

    /**
     * The provider waits for the buyer.
     *
     * @param handle the provider's own name of the order, null where ours is enough
     */
    record Waiting(NextAction action, @Nullable String handle) implements Started {

        public Waiting(NextAction action) {
            this(action, null);
        }
    }

    /**
     * The provider decided at once: {@link Standing.Paid} or {@link Standing.Authorized}, as with a
     * card that needs no further step.
     */
    record AtOnce(Standing standing, @Nullable String handle) implements Started {}

    /** The provider surely did not take it. */
    record Refused(Failure failure) implements Started {}

    /** Nobody knows whether the provider took it. */
    record Unknown(String why, @Nullable String handle) implements Started {

        public Unknown(String why) {
            this(why, null);
        }
    }
}
