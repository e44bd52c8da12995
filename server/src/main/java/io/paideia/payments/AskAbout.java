package io.paideia.payments;

import io.paideia.channels.Notices;
import io.paideia.database.Arguments;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Marks notices acted that change nothing by themselves: what they speak of is asked about soon, if
 * it is still open.
 */
@Component
final class AskAbout implements Handler<AskAbout.Ask, Boolean> {

    private static final String ATTEMPTS =
            """
            UPDATE payments.attempt SET next_check_at = ?
             WHERE id = ANY (?::uuid[]) AND status <> 'succeeded'
            """;

    private static final String REFUNDS =
            """
            UPDATE payments.refund SET next_check_at = ?
             WHERE id = ANY (?::uuid[]) AND status = 'pending'
            """;

    private final Notices notices;

    AskAbout(Notices notices) {
        this.notices = notices;
    }

    /** What a notice speaks of: an attempt, a refund, or something that nobody follows. */
    record Ask(UUID notice, @Nullable AttemptId attempt, @Nullable RefundId refund) {}

    @Override
    public List<Boolean> handle(List<Ask> commands, Batch batch) throws SQLException {
        due(
                ATTEMPTS,
                commands.stream()
                        .map(Ask::attempt)
                        .filter(Objects::nonNull)
                        .map(AttemptId::value)
                        .toList(),
                batch);
        due(
                REFUNDS,
                commands.stream()
                        .map(Ask::refund)
                        .filter(Objects::nonNull)
                        .map(RefundId::value)
                        .toList(),
                batch);
        notices.acted(batch, commands.stream().map(Ask::notice).toList());
        return Collections.nCopies(commands.size(), true);
    }

    private static void due(String update, List<UUID> ids, Batch batch) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        Instant now = batch.at();
        try (PreparedStatement statement = batch.connection().prepareStatement(update)) {
            Arguments.of(statement).time(now).uuids(ids);
            statement.executeUpdate();
        }
    }
}
