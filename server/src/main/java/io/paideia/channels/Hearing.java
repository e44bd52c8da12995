package io.paideia.channels;

import io.paideia.ids.TypeId;
import io.paideia.lane.Lane;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Brings what a notice tells to whoever is to hear it, and the parts of one that tells several
 * things each to its own listener. Thread-safe.
 */
@Component
final class Hearing implements Findings {

    private final List<NoticeListener> listeners;
    private final Lane lane;
    private final NoticeActed acted;
    private final Alarm alarm;

    Hearing(List<NoticeListener> listeners, Lane lane, NoticeActed acted, Alarm alarm) {
        this.listeners = List.copyOf(listeners);
        this.alarm = alarm;
        this.lane = lane;
        this.acted = acted;
    }

    /** Why the notice is not to be taken; empty if it is. */
    Optional<String> objection(String channel, Told told) {
        // Money that is there cannot be refused with its notice; each part is looked at by itself.
        return told instanceof Told.Several
                ? Optional.empty()
                : listener(told).objection(channel, told);
    }

    @Override
    public void found(String channel, Told told) {
        // No stored notice tells of it, so that there is none to mark.
        actOrObject(TypeId.next(), channel, told);
    }

    /** Acts on a stored notice; repeatable. */
    void act(UUID notice, String channel, Told told) {
        if (told instanceof Told.Several several) {
            // Only when all of it is done is the notice; the parts mark one that is not there.
            UUID none = TypeId.next();
            RuntimeException failed = null;
            for (Told part : several.all()) {
                try {
                    actOrObject(none, channel, part);
                } catch (RuntimeException e) {
                    // The others do not wait for it; the notice does.
                    failed = e;
                }
            }
            if (failed != null) {
                throw failed;
            }
            lane.call(acted, notice);
        } else {
            listener(told).act(notice, channel, told);
        }
    }

    /** A notice was refused although the provider signed it. */
    void suspicious(String channel, String reference, String why) {
        alarm.raise(
                "notice_" + why,
                channel,
                reference,
                "A notice with a good signature was refused: " + why);
    }

    private void actOrObject(UUID notice, String channel, Told told) {
        NoticeListener listener = listener(told);
        listener.objection(channel, told)
                .ifPresentOrElse(
                        why -> suspicious(channel, told.reference(), why),
                        () -> listener.act(notice, channel, told));
    }

    private NoticeListener listener(Told told) {
        return listeners.stream()
                .filter(listener -> listener.hears(told))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Nobody hears "
                                                + told.getClass().getSimpleName()
                                                + " of "
                                                + told.reference()));
    }
}
