package io.paideia.trials.torture;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java cannot send, by the shell's own {@code kill}. */
enum Signal {
    KILL,
    STOP,
    CONT;

    /** A process that is gone already has all that it could get. */
    void to(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + pid + " 2>/dev/null || true")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot send " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
