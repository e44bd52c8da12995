package io.paideia.channels;

/**
 * Where a channel reports what it came upon while it looked for something else: money in a
 * statement of which no notice told. Thread-safe.
 */
public interface Findings {

    /** Acts on it as on a notice; repeatable. */
    void found(String channel, Told told);
}
