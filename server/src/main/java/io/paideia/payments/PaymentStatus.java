package io.paideia.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where a payment stands, and the whole table of how it gets from one place to the next. */
public enum PaymentStatus {
    PROCESSING,
    REQUIRES_ACTION,
    FAILED,
    SUCCEEDED,
    CANCELLED,
    EXPIRED;

    /** What may happen to a payment. */
    enum Trigger {
        /** An attempt is about to be made. */
        STARTED,
        /** The channel waits for the buyer. */
        ACTION,
        /** Nobody knows what the channel did. */
        DOUBT,
        /** The channel holds the money; the platform says when it is taken. */
        HELD,
        /** The attempt surely came to nothing. */
        REFUSED,
        /** The channel has the money, and the order is open for it. */
        CONFIRMED,
        /** Buyer or platform gave up. */
        CANCELLED,
        /** The order's time is over. */
        EXPIRED
    }

    /**
     * Rows are the present status, columns the trigger; a dash means that nothing changes. Money
     * that is confirmed where the table has a dash is late: it is booked to suspense and goes back
     * by itself.
     */
    private static final String TABLE =
            """
            .               | STARTED    | ACTION          | DOUBT      | HELD       | REFUSED | CONFIRMED | CANCELLED | EXPIRED
            PROCESSING      | PROCESSING | REQUIRES_ACTION | PROCESSING | PROCESSING | FAILED  | SUCCEEDED | CANCELLED | EXPIRED
            REQUIRES_ACTION | PROCESSING | REQUIRES_ACTION | PROCESSING | PROCESSING | FAILED  | SUCCEEDED | CANCELLED | EXPIRED
            FAILED          | PROCESSING | -               | -          | -          | FAILED  | SUCCEEDED | CANCELLED | EXPIRED
            SUCCEEDED       | -          | -               | -          | -          | -       | -         | -         | -
            CANCELLED       | PROCESSING | -               | -          | -          | -       | -         | CANCELLED | EXPIRED
            EXPIRED         | -          | -               | -          | -          | -       | -         | -         | EXPIRED
            """;

    private static final Map<PaymentStatus, Map<Trigger, PaymentStatus>> NEXT = parse();

    /** Where the trigger leads from here; here again, where the table has a dash. */
    PaymentStatus on(Trigger trigger) {
        return NEXT.getOrDefault(this, Map.of()).getOrDefault(trigger, this);
    }

    @JsonCreator
    public static PaymentStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Map<PaymentStatus, Map<Trigger, PaymentStatus>> parse() {
        List<List<String>> rows =
                TABLE.lines()
                        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                        .toList();
        Map<PaymentStatus, Map<Trigger, PaymentStatus>> next = new EnumMap<>(PaymentStatus.class);
        for (List<String> row : rows.subList(1, rows.size())) {
            Map<Trigger, PaymentStatus> cells = new EnumMap<>(Trigger.class);
            for (int column = 1; column < row.size(); column++) {
                if (!row.get(column).equals("-")) {
                    cells.put(
                            Trigger.valueOf(rows.getFirst().get(column)), valueOf(row.get(column)));
                }
            }
            next.put(valueOf(row.getFirst()), cells);
        }
        return next;
    }
}
