package io.paideia.settlement;

import io.paideia.database.Arguments;
import io.paideia.events.Consumer;
import io.paideia.events.Event;
import io.paideia.lane.Batch;
import io.paideia.money.Money;
import io.paideia.payments.SharesPosted;
import io.paideia.payments.SharesRestored;
import io.paideia.payments.SharesReversed;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Follows what parties earned and gave back, so that it is known which part of their pending money
 * is due when. A refund of a share that was released already was taken from other pending money;
 * then the shares that are due last are shortened, so that nobody gets anything earlier by it.
 */
@Component
@EnableConfigurationProperties(SettlementSettings.class)
final class DueShares implements Consumer {

    private static final String ADD =
            """
            INSERT INTO settlement.due (order_id, share, party, currency, amount, due_on)
            SELECT u.order_id, u.share, u.party, u.currency, u.amount, u.due_on::date
              FROM unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                   AS u(order_id, share, party, currency, amount, due_on)
            """;

    private static final String OPEN =
            """
            SELECT order_id, share, part, amount FROM settlement.due
             WHERE party = ? AND currency = ? AND released IS NULL AND amount > 0
             ORDER BY (order_id = ? AND share = ?) DESC, due_on DESC, order_id DESC
             LIMIT 1000
            """;

    private static final String SHORTEN =
            "UPDATE settlement.due SET amount = amount - ? WHERE order_id = ? AND share = ? AND"
                    + " part = ?";

    private static final String REMEMBER =
            "INSERT INTO settlement.shortened (cause, order_id, share, part, amount) VALUES (?, ?,"
                    + " ?, ?, ?)";

    /** What was shortened is due again on the days that it was due on before. */
    private static final String RESTORE =
            """
            WITH undone AS (DELETE FROM settlement.shortened WHERE cause = ? RETURNING order_id, share, part, amount)
            INSERT INTO settlement.due (order_id, share, part, party, currency, amount, due_on)
            SELECT d.order_id, d.share,
                   (SELECT max(every.part) FROM settlement.due every
                     WHERE every.order_id = d.order_id AND every.share = d.share)
                   + row_number() OVER (PARTITION BY d.order_id, d.share ORDER BY d.part),
                   d.party, d.currency, u.amount, d.due_on
              FROM undone u
              JOIN settlement.due d ON d.order_id = u.order_id AND d.share = u.share AND d.part = u.part
            """;

    private final SettlementSettings settings;

    DueShares(SettlementSettings settings) {
        this.settings = settings;
    }

    /** A share that falls due. */
    private record Due(UUID order, SharesPosted.Part part, LocalDate on) {}

    private record OpenShare(UUID order, int share, int part, long amount) {}

    @Override
    public String name() {
        return "settlement";
    }

    @Override
    public Duration gathers() {
        return Duration.ofMillis(250);
    }

    @Override
    public Set<String> types() {
        return Set.of(SharesPosted.TYPE, SharesReversed.TYPE, SharesRestored.TYPE);
    }

    @Override
    public void consume(List<Event> news, Batch batch) throws SQLException {
        List<Due> added = new ArrayList<>();
        for (Event event : news) {
            if (event.type().equals(SharesPosted.TYPE)) {
                SharesPosted posted = event.payload(SharesPosted.class);
                LocalDate day = event.at().atZone(settings.zone()).toLocalDate();
                posted.parts()
                        .forEach(
                                part ->
                                        added.add(
                                                new Due(
                                                        posted.order().value(),
                                                        part,
                                                        day.plusDays(part.cycleDays()))));
            } else {
                add(added, batch);
                added.clear();
                change(event, batch);
            }
        }
        add(added, batch);
    }

    private static void change(Event event, Batch batch) throws SQLException {
        if (event.type().equals(SharesRestored.TYPE)) {
            restore(event.payload(SharesRestored.class), batch);
            return;
        }
        SharesReversed reversed = event.payload(SharesReversed.class);
        for (SharesReversed.Part part : reversed.parts()) {
            shorten(reversed.order().value(), reversed.cause(), part, batch);
        }
    }

    private static void restore(SharesRestored restored, Batch batch) throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(RESTORE)) {
            Arguments.of(insert).uuid(restored.cause());
            insert.executeUpdate();
        }
    }

    private static void add(List<Due> added, Batch batch) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = batch.connection().prepareStatement(ADD)) {
            Arguments.of(insert)
                    .uuids(added, Due::order)
                    .integers(added, due -> due.part().share())
                    .texts(added, due -> due.part().party())
                    .texts(added, due -> due.part().amount().currency().code())
                    .longs(added, due -> due.part().amount().minor())
                    .texts(added, due -> due.on().toString());
            insert.executeUpdate();
        }
    }

    private static void shorten(
            UUID order, @Nullable UUID cause, SharesReversed.Part part, Batch batch)
            throws SQLException {
        long left = part.amount().minor();
        while (left > 0) {
            List<OpenShare> open = open(order, part.share(), part.party(), part.amount(), batch);
            if (open.isEmpty()) {
                throw new IllegalStateException(
                        "Pending money of "
                                + part.party()
                                + " was taken that no share explains: "
                                + left);
            }
            for (OpenShare share : open) {
                long taken = Math.min(left, share.amount());
                if (taken > 0) {
                    shorten(share, taken, batch);
                    if (cause != null) {
                        remember(cause, share, taken, batch);
                    }
                    left -= taken;
                }
            }
        }
    }

    private static void shorten(OpenShare share, long taken, Batch batch) throws SQLException {
        try (PreparedStatement update = batch.connection().prepareStatement(SHORTEN)) {
            Arguments.of(update)
                    .number(taken)
                    .uuid(share.order())
                    .integer(share.share())
                    .integer(share.part());
            update.executeUpdate();
        }
    }

    private static void remember(UUID cause, OpenShare share, long taken, Batch batch)
            throws SQLException {
        try (PreparedStatement insert = batch.connection().prepareStatement(REMEMBER)) {
            Arguments.of(insert)
                    .uuid(cause)
                    .uuid(share.order())
                    .integer(share.share())
                    .integer(share.part())
                    .number(taken);
            insert.executeUpdate();
        }
    }

    /** The shares not released yet, the one that the refund is about first. */
    private static List<OpenShare> open(
            UUID order, int share, String party, Money amount, Batch batch) throws SQLException {
        try (PreparedStatement select = batch.connection().prepareStatement(OPEN)) {
            Arguments.of(select)
                    .text(party)
                    .text(amount.currency().code())
                    .uuid(order)
                    .integer(share);
            List<OpenShare> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(
                            new OpenShare(
                                    row.getObject(1, UUID.class),
                                    row.getInt(2),
                                    row.getInt(3),
                                    row.getLong(4)));
                }
            }
            return found;
        }
    }
}
