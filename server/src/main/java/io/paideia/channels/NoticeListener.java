package io.paideia.channels;

import java.util.UUID;

/** Who acts on notices; implemented by a later step, so that channels need not know it. */
public interface NoticeListener {

    /**
     * Whether the notice fits what we expect of the charge: the amount above all. Reads only.
     *
     * @return empty if it fits, else why not
     */
    java.util.Optional<String> objection(String channel, NoticeReading.Genuine notice);

    /**
     * Acts on a stored notice; repeatable. It marks the notice acted with {@link Notices#acted} in
     * its own batch.
     */
    void act(UUID notice, String channel, NoticeReading.Genuine reading);

    /** A notice was refused although the provider signed it. */
    void suspicious(UUID notice, String channel, String reference, String why);
}
