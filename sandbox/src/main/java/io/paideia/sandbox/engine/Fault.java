package io.paideia.sandbox.engine;

import static io.paideia.sandbox.engine.Operation.BILL;
import static io.paideia.sandbox.engine.Operation.CREATE;
import static io.paideia.sandbox.engine.Operation.QUERY;
import static io.paideia.sandbox.engine.Operation.REFUND;

import io.paideia.sandbox.http.Refused;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One way in which a provider misbehaves. What times and seconds mean stands with each {@link
 * Kind}; seconds are virtual, except where a connection hangs.
 */
public record Fault(Kind kind, int times, int seconds, Set<Operation> on) {

    private static final int ALWAYS = Integer.MAX_VALUE;

    /** Everything that can go wrong, with sensible numbers for who gives none. */
    public enum Kind {
        /** The first notice is sent this many times at once. */
        DUPLICATE(3, 0),
        /** The first notice leaves this much later. */
        DELAY(1, 5),
        /**
         * The first notice waits for that of the channel's next trade, at most this many real
         * seconds.
         */
        REORDER(1, 2),
        /** This many notices are lost; the retry schedule goes on. */
        DROP(1, 0),
        /** The buyer pays, and the notice is delivered, before the creating call returns. */
        EARLY(1, 0),
        /** This many notices carry another amount under a valid signature. */
        WRONG_AMOUNT(1, 0),
        /** This many notices name another seller under a valid signature. */
        WRONG_SELLER(1, 0),
        /** This many notices name another app under a valid signature. */
        WRONG_APP(1, 0),
        /** This many notices carry a signature that does not verify. */
        FORGED(1, 0),
        /**
         * The call is carried out and its answer hangs for these real seconds; this many calls per
         * trade and operation.
         */
        HANG(1, 30),
        /**
         * The call is carried out and answered with HTTP 500; this many calls per trade and
         * operation.
         */
        ERROR_AFTER_COMMIT(1, 0),
        /**
         * This many queries after payment, or all within these seconds if they are given, do not
         * know of it yet.
         */
        STALE_QUERY(3, 0),
        /** Every call is answered with HTTP 502, and nothing is carried out. */
        DOWN(ALWAYS, 0),
        /**
         * The provider says that its system failed, and nothing is carried out; this many calls per
         * trade and operation.
         */
        SYSTEM_ERROR(1, 0),
        /**
         * The call is refused with HTTP 429, or what the provider has for it, and nothing is
         * carried out; this many calls per trade and operation.
         */
        RATE_LIMITED(1, 0),
        /**
         * The call is refused for a reason that another channel need not share; nothing is carried
         * out; this many calls per trade and operation.
         */
        DECLINED(1, 0),
        /** This many notices carry a signature that the provider means to be refused. */
        PROBE(1, 0),
        /** What the provider signs is signed with a newer key from now on. */
        ROTATED_CERTIFICATE(ALWAYS, 0),
        /** A refund is taken, stays pending for these seconds, and is then carried out. */
        REFUND_PENDING(1, 5),
        /** A refund is taken, perhaps even reported as done, and fails these seconds later. */
        REFUND_FAILS(1, 5),
        /** The day's bill has a row of which the merchant knows nothing. */
        BILL_EXTRA(ALWAYS, 0),
        /** The day's bill lacks the trade's row. */
        BILL_MISSING(ALWAYS, 0),
        /** The day's bill states another amount for the trade. */
        BILL_CHANGED(ALWAYS, 0);

        private final int defaultTimes;
        private final int defaultSeconds;

        Kind(int defaultTimes, int defaultSeconds) {
            this.defaultTimes = defaultTimes;
            this.defaultSeconds = defaultSeconds;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> named(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst();
        }

        public static List<String> wireNames() {
            return Arrays.stream(values()).map(Kind::wireName).toList();
        }

        /** The fault as it is meant when only its name is given. */
        public Fault usual() {
            Set<Operation> on =
                    switch (this) {
                        case DOWN -> EnumSet.allOf(Operation.class);
                        case STALE_QUERY -> EnumSet.of(QUERY);
                        case EARLY, DECLINED -> EnumSet.of(CREATE);
                        case REFUND_PENDING, REFUND_FAILS -> EnumSet.of(REFUND);
                        case BILL_EXTRA, BILL_MISSING, BILL_CHANGED -> EnumSet.of(BILL);
                        case ROTATED_CERTIFICATE -> EnumSet.allOf(Operation.class);
                        default -> EnumSet.of(CREATE, REFUND);
                    };
            return new Fault(this, defaultTimes, defaultSeconds, on);
        }

        /**
         * Whether the fault falsifies or loses a notice, so that the true one comes only by the
         * schedule.
         */
        boolean spoilsNotices() {
            return switch (this) {
                case DROP, WRONG_AMOUNT, WRONG_SELLER, WRONG_APP, FORGED, PROBE -> true;
                default -> false;
            };
        }
    }

    public Fault {
        if (times < 1 || (times > 1000 && times != ALWAYS)) {
            throw new IllegalArgumentException("times is 1 to 1000");
        }
        int most = kind == Kind.HANG || kind == Kind.REORDER ? 600 : 30 * 86_400;
        if (seconds < 0 || seconds > most) {
            throw new IllegalArgumentException(
                    "seconds is 0 to " + most + " for " + kind.wireName());
        }
        if (on.isEmpty()) {
            throw new IllegalArgumentException("on names at least one operation");
        }
        on = Set.copyOf(on);
    }

    public Fault withTimes(int changed) {
        return new Fault(kind, changed, seconds, on);
    }

    public Fault withSeconds(int changed) {
        return new Fault(kind, times, changed, on);
    }

    public Fault withOn(Set<Operation> changed) {
        return new Fault(kind, times, seconds, changed);
    }

    /**
     * Lets the calling thread wait for the fault's seconds of real time.
     *
     * @throws Refused if the sandbox stops meanwhile
     */
    public void hang() {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException closing) {
            throw Refused.stopping();
        }
    }
}
