package io.paideia.terms;

import io.paideia.database.Arguments;
import io.paideia.identity.PlatformId;
import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next version of a rule. The book's lock puts two that come at once in order. Rules are
 * made by hand, so this writes them one by one.
 */
final class AddRule implements Handler<AddRule.Command, AddRule.Result> {

    private static final String LATEST =
            """
            SELECT id, version, valid_from
              FROM terms.rule
             WHERE (platform, kind, currency, min_amount, max_amount)
                   IS NOT DISTINCT FROM (?::uuid, ?::text, ?::text, ?::bigint, ?::bigint)
             ORDER BY version DESC
            """;

    private static final String INSERT =
            """
            INSERT INTO terms.rule (platform, kind, currency, min_amount, max_amount,
                                    id, version, basis_points, cycle_days, valid_from)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Rules rules;

    AddRule(Rules rules) {
        this.rules = rules;
    }

    /**
     * The rule to make.
     *
     * @param validFrom null for at once
     */
    record Command(
            RuleId id,
            Scope scope,
            Map<Role, Integer> basisPoints,
            Map<Role, Integer> cycleDays,
            @Nullable Instant validFrom) {}

    sealed interface Result permits Added, TooEarly {}

    record Added(Rule rule) implements Result {}

    /** The date must lie after this one. */
    record TooEarly(Instant limit) implements Result {}

    @Override
    public List<Result> handle(List<Command> commands, Batch batch) throws SQLException {
        List<Result> results = new ArrayList<>(commands.size());
        for (Command command : commands) {
            results.add(handle(command, batch));
        }
        batch.afterCommit(rules::forget);
        return results;
    }

    private static Result handle(Command command, Batch batch) throws SQLException {
        Connection connection = batch.connection();
        Instant asked = command.validFrom();
        Instant from = asked == null ? batch.at() : asked;
        int version = 1;
        try (PreparedStatement select = connection.prepareStatement(LATEST)) {
            scope(select, command.scope());
            try (ResultSet row = select.executeQuery()) {
                boolean latest = true;
                while (row.next()) {
                    Instant since = row.getObject(3, OffsetDateTime.class).toInstant();
                    if (row.getObject(1, UUID.class).equals(command.id().value())) {
                        return new Added(rule(command, row.getInt(2), since));
                    }
                    if (latest) {
                        version = row.getInt(2) + 1;
                        if (!from.isAfter(since)) {
                            return new TooEarly(since);
                        }
                    }
                    latest = false;
                }
            }
        }
        // Sales of the past were split by the rules of their time.
        if (from.isBefore(batch.at())) {
            return new TooEarly(batch.at());
        }
        insert(connection, rule(command, version, from));
        return new Added(rule(command, version, from));
    }

    private static Rule rule(Command command, int version, Instant validFrom) {
        return new Rule(
                command.id(),
                command.scope(),
                version,
                command.basisPoints(),
                command.cycleDays(),
                validFrom);
    }

    private static void insert(Connection connection, Rule rule) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            scope(insert, rule.scope())
                    .uuid(rule.id().value())
                    .integer(rule.version())
                    .integers(inOrder(rule.basisPoints()), Integer::intValue)
                    .integers(inOrder(rule.cycleDays()), Integer::intValue)
                    .time(rule.validFrom());
            insert.executeUpdate();
        }
    }

    private static Arguments scope(PreparedStatement statement, Scope scope) throws SQLException {
        PlatformId platform = scope.platform();
        return Arguments.of(statement)
                .uuid(platform == null ? null : platform.value())
                .text(scope.kind())
                .text(scope.currency())
                .numberOrNull(scope.minAmount())
                .numberOrNull(scope.maxAmount());
    }

    private static Collection<Integer> inOrder(Map<Role, Integer> numbers) {
        List<Integer> list = new ArrayList<>();
        for (Role role : Role.values()) {
            list.add(numbers.getOrDefault(role, 0));
        }
        return list;
    }
}
