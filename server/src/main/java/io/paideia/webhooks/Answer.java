package io.paideia.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
sealed interface Answer {

    /**
     * The receiver answered.
     *
     * @param excerpt the beginning of the body, at most 1 KiB
     * @param retryAfter what it asked for, if it did
     */
    record Answered(int status, String excerpt, @Nullable Duration retryAfter) implements Answer {

        boolean success() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No whole answer came, or nothing could be sent. The receiver may have got it all the same.
     */
    record Unanswered(String error) implements Answer {}
}
