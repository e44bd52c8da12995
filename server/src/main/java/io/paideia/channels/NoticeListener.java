package io.paideia.channels;

import java.util.Optional;
import java.util.UUID;

/**
 * Who acts on notices; implemented by later steps, so that channels need not know them. Each thing
 * that can be told has one listener, whichever channel tells it.
 */
public interface NoticeListener {

    /** Whether this is the one to hear it; never asked about {@link Told.Several}. */
    boolean hears(Told told);

    /**
     * Whether what is told fits what we expect: the amount above all. Reads only.
     *
     * @return empty if it fits, else why not
     */
    Optional<String> objection(String channel, Told told);

    /**
     * Acts on a stored notice; repeatable. It marks the notice acted with {@link Notices#acted} in
     * its own batch.
     */
    void act(UUID notice, String channel, Told told);
}
