package io.paideia.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the role that the server works with may do in the modules' schemas: read and change their
 * tables, read their views, use their sequences and routines. Not: change what has a {@link
 * Restriction}, see Flyway's history, reach a partition past its table, empty a table at once, make
 * or alter anything.
 *
 * <p>Wanted and effective rights are compared, and only what differs is granted or taken away, so a
 * start changes nothing on a database that is in order and disturbs no server that works on it.
 */
final class Rights {

    private static final Logger log = LoggerFactory.getLogger(Rights.class);

    /**
     * Statements that bring the role's rights to what is wanted. A right on one column counts where
     * a right is not wanted, not where it is.
     */
    private static final String DIFFERENCE =
            """
            WITH asked AS (SELECT ?::text AS role, ?::text[] AS modules, ?::text AS history),
            restricted AS (SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) AS r(module, name, remaining)),
            object AS (
                SELECT 'SCHEMA ' || quote_ident(n.nspname) AS object, w.privilege, w.wanted,
                       has_schema_privilege(asked.role, n.oid, w.privilege) AS given
                  FROM asked JOIN pg_namespace n ON n.nspname = ANY (asked.modules),
                       (VALUES ('USAGE', true), ('CREATE', false)) AS w(privilege, wanted)
                UNION ALL
                SELECT format('TABLE %I.%I', n.nspname, c.relname), w.privilege, w.wanted,
                       has_table_privilege(asked.role, c.oid, w.privilege)
                       OR CASE WHEN NOT w.wanted AND w.privilege NOT IN ('DELETE', 'TRUNCATE', 'TRIGGER')
                               THEN has_any_column_privilege(asked.role, c.oid, w.privilege) ELSE false END
                  FROM asked JOIN pg_namespace n ON n.nspname = ANY (asked.modules)
                  JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                 CROSS JOIN LATERAL (
                       SELECT p.privilege,
                              NOT c.relispartition AND c.relname <> asked.history
                              AND (p.privilege = 'SELECT'
                                   OR p.privilege = 'INSERT' AND c.relkind IN ('r', 'p')
                                   OR p.privilege IN ('UPDATE', 'DELETE') AND c.relkind IN ('r', 'p')
                                      AND NOT EXISTS (SELECT FROM restricted r
                                                       WHERE r.module = n.nspname AND r.name = c.relname
                                                         AND p.privilege <> ALL (string_to_array(r.remaining, ' '))))
                                  AS wanted
                         FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[])
                              AS p(privilege)) AS w
                UNION ALL
                SELECT format('SEQUENCE %I.%I', n.nspname, c.relname), 'USAGE', true,
                       has_sequence_privilege(asked.role, c.oid, 'USAGE')
                  FROM asked JOIN pg_namespace n ON n.nspname = ANY (asked.modules)
                  JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'S'
                UNION ALL
                SELECT 'ROUTINE ' || r.oid::regprocedure, 'EXECUTE', true,
                       has_function_privilege(asked.role, r.oid, 'EXECUTE')
                  FROM asked JOIN pg_namespace n ON n.nspname = ANY (asked.modules)
                  JOIN pg_proc r ON r.pronamespace = n.oid)
            SELECT format(CASE WHEN wanted THEN 'GRANT %s ON %s TO %I' ELSE 'REVOKE %s ON %s FROM %I' END,
                          privilege, object, asked.role)
              FROM object, asked
             WHERE wanted <> given
             ORDER BY 1
            """;

    /**
     * What a session could do to the rows of each restricted table beyond that, itself or after it
     * became the table's owner; and whether there is such a table.
     */
    private static final String EXCESS =
            """
            SELECT format('%I.%I', r.module, r.name),
                   c.oid IS NOT NULL,
                   array_to_string(ARRAY(
                       SELECT p FROM unnest('{UPDATE,DELETE,TRUNCATE}'::text[]) AS p
                        WHERE p <> ALL (string_to_array(r.remaining, ' ')) AND EXISTS (
                              SELECT FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS part(oid)
                               WHERE has_table_privilege(part.oid, p)
                                  OR CASE WHEN p = 'UPDATE' THEN has_any_column_privilege(part.oid, p) ELSE false END)
                       UNION ALL
                       SELECT 'the right to alter the table' WHERE pg_has_role(c.relowner, 'MEMBER')), ', ')
              FROM unnest(?::text[], ?::text[], ?::text[]) AS r(module, name, remaining)
              LEFT JOIN pg_namespace n ON n.nspname = r.module
              LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = r.name
             ORDER BY 1
            """;

    private Rights() {}

    /**
     * Gives the role what it needs and takes the rest, in one transaction. The connection is the
     * owner's, and holds the lock that keeps other servers from doing the same.
     */
    static void give(Connection owner, String role) throws SQLException {
        List<String> changes = difference(owner, role);
        if (changes.isEmpty()) {
            return;
        }
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            for (String change : changes) {
                statement.execute(change);
            }
            owner.commit();
        } finally {
            owner.setAutoCommit(true);
        }
        log.info("{} rights of {} brought in order", changes.size(), role);
    }

    /** The statements that are missing; none when all is in order. */
    static List<String> difference(Connection owner, String role) throws SQLException {
        SortedSet<String> modules = Migrations.modules();
        try (PreparedStatement ask = owner.prepareStatement(DIFFERENCE)) {
            declare(
                    Arguments.of(ask)
                            .text(role)
                            .texts(modules, module -> module)
                            .text(Migrations.HISTORY));
            List<String> changes = new ArrayList<>();
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    changes.add(row.getString(1));
                }
            }
            return changes;
        }
    }

    /**
     * What this session may do to restricted tables and should not, such as {@code ledger.transfer
     * (UPDATE, DELETE)}; nothing is how it should be.
     *
     * @throws IllegalStateException if a restricted table is not there
     */
    static List<String> excess(Connection connection) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(EXCESS)) {
            declare(Arguments.of(ask));
            List<String> excess = new ArrayList<>();
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    if (!row.getBoolean(2)) {
                        throw new IllegalStateException(
                                row.getString(1)
                                        + " has restricted rights, and there is no such table");
                    }
                    if (!row.getString(3).isEmpty()) {
                        excess.add(row.getString(1) + " (" + row.getString(3) + ")");
                    }
                }
            }
            return excess;
        }
    }

    private static void declare(Arguments arguments) throws SQLException {
        Collection<Restriction> restricted = Restriction.declared();
        arguments
                .texts(restricted, Restriction::module)
                .texts(restricted, Restriction::table)
                .texts(restricted, Restriction::left);
    }
}
