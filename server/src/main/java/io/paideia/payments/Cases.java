package io.paideia.payments;

import io.paideia.channels.Alarm;
import io.paideia.database.Arguments;
import io.paideia.identity.Needs;
import io.paideia.ids.TypeId;
import io.paideia.lane.Batch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a person must look at: money or messages that do not fit. The same trouble with the same
 * charge is one case, however often it comes. {@code GET /v1/cases} lists the latest.
 */
@RestController
final class Cases implements Alarm {

    private static final Logger log = LoggerFactory.getLogger(Cases.class);

    private final JdbcClient sql;

    Cases(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * A case as it is shown.
     *
     * @param times how often the same came
     */
    record Case(
            String id,
            Instant openedAt,
            String kind,
            String channel,
            String reference,
            String detail,
            int times) {}

    /** What does not fit. */
    record Trouble(String kind, String channel, String reference, String detail) {}

    @Override
    public void raise(String kind, String channel, String reference, String detail) {
        open(kind, channel, reference, detail);
    }

    @Override
    public void raise(Batch batch, String kind, String channel, String reference, String detail)
            throws SQLException {
        open(batch, List.of(new Trouble(kind, channel, reference, detail)));
    }

    void open(String kind, String channel, String reference, String detail) {
        // What stands in a detail came from outside, with people's names.
        log.warn("Case {}: {} {}", kind, channel, reference);
        sql.sql(
                        """
                        INSERT INTO payments.case_file (id, kind, channel, reference, detail)
                        VALUES (:id, :kind, :channel, :reference, :detail)
                        ON CONFLICT (kind, channel, reference) DO UPDATE SET times = case_file.times + 1
                        """)
                .param("id", TypeId.next())
                .param("kind", kind)
                .param("channel", channel)
                .param(
                        "reference",
                        reference.length() > 200 ? reference.substring(0, 200) : reference)
                .param("detail", detail)
                .update();
    }

    /** The same in a batch, for what must be told if and only if the batch commits. */
    static void open(Batch batch, List<Trouble> troubles) throws SQLException {
        for (Trouble trouble : troubles) {
            log.warn("Case {}: {} {}", trouble.kind(), trouble.channel(), trouble.reference());
            try (PreparedStatement insert =
                    batch.connection()
                            .prepareStatement(
                                    """
                                    INSERT INTO payments.case_file (id, kind, channel, reference, detail)
                                    VALUES (?, ?, ?, ?, ?)
                                    ON CONFLICT (kind, channel, reference) DO UPDATE SET times = case_file.times + 1
                                    """)) {
                Arguments.of(insert)
                        .uuid(TypeId.next())
                        .text(trouble.kind())
                        .text(trouble.channel())
                        .text(trouble.reference())
                        .text(trouble.detail());
                insert.executeUpdate();
            }
        }
    }

    @GetMapping("/v1/cases")
    @Needs("operator")
    Map<String, List<Case>> list(@RequestParam(required = false) @Nullable String reference) {
        List<Case> cases =
                sql.sql(
                                """
                                SELECT id, opened_at, kind, channel, reference, detail, times FROM payments.case_file
                                 WHERE (:reference::text IS NULL OR reference = :reference)
                                 ORDER BY id DESC LIMIT 200
                                """)
                        .param("reference", reference)
                        .query(
                                (row, number) ->
                                        new Case(
                                                TypeId.format("cas", row.getObject(1, UUID.class)),
                                                row.getObject(2, OffsetDateTime.class).toInstant(),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getString(5),
                                                row.getString(6),
                                                row.getInt(7)))
                        .list();
        return Map.of("data", cases);
    }
}
