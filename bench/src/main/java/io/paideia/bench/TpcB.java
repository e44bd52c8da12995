package io.paideia.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The baseline: what a ledger without ideas does on this machine. Each transaction is pgbench's
 * built-in script "tpcb-like" over JDBC: three balances updated, one read, one row of history, and
 * a commit of its own. Its tables are as pgbench makes them, in a schema of their own. One thread
 * uses it at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/18/pgbench.html">pgbench</a>
 */
final class TpcB {

    private static final int ACCOUNTS = 100_000;
    private static final int TELLERS = 10;

    private static final String TABLES =
            """
            CREATE SCHEMA tpcb;
            CREATE TABLE tpcb.branches (bid int NOT NULL, bbalance int, filler char(88));
            CREATE TABLE tpcb.tellers (tid int NOT NULL, bid int, tbalance int, filler char(84));
            CREATE TABLE tpcb.accounts (aid int NOT NULL, bid int, abalance int, filler char(84));
            CREATE TABLE tpcb.history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
            INSERT INTO tpcb.branches SELECT n, 0, '' FROM generate_series(1, :scale) AS n;
            INSERT INTO tpcb.tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, :scale * 10) AS n;
            INSERT INTO tpcb.accounts
                SELECT n, (n - 1) / 100000 + 1, 0, '' FROM generate_series(1, :scale * 100000) AS n;
            ALTER TABLE tpcb.branches ADD PRIMARY KEY (bid);
            ALTER TABLE tpcb.tellers ADD PRIMARY KEY (tid);
            ALTER TABLE tpcb.accounts ADD PRIMARY KEY (aid)
            """;

    private static final List<String> SCRIPT =
            List.of(
                    "UPDATE tpcb.accounts SET abalance = abalance + ? WHERE aid = ?",
                    "SELECT abalance FROM tpcb.accounts WHERE aid = ?",
                    "UPDATE tpcb.tellers SET tbalance = tbalance + ? WHERE tid = ?",
                    "UPDATE tpcb.branches SET bbalance = bbalance + ? WHERE bid = ?",
                    "INSERT INTO tpcb.history (tid, bid, aid, delta, mtime)"
                            + " VALUES (?, ?, ?, ?, current_timestamp)");

    private final Cluster cluster;
    private final int scale;

    private TpcB(Cluster cluster, int scale) {
        this.cluster = cluster;
        this.scale = scale;
    }

    /** Makes its tables. */
    static TpcB create(Cluster cluster, int scale) throws SQLException {
        try (Connection connection = cluster.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES.replace(":scale", String.valueOf(scale)).split(";", -1)) {
                statement.execute(sql);
            }
            statement.execute("VACUUM ANALYZE tpcb.accounts, tpcb.branches, tpcb.tellers");
        }
        return new TpcB(cluster, scale);
    }

    int scale() {
        return scale;
    }

    /** Tries each number of connections for a short while, and tells which did most. */
    int bestOf(List<Integer> connections, Load.Span each, Processes processes)
            throws SQLException, InterruptedException {
        int best = connections.getFirst();
        double most = 0;
        for (int tried : connections) {
            double rate = run(tried, each, processes).rate();
            if (rate > most) {
                most = rate;
                best = tried;
            }
        }
        return best;
    }

    /** Runs it on as many connections, each with one caller. */
    Load.Result run(int connections, Load.Span span, Processes processes)
            throws SQLException, InterruptedException {
        List<Teller> all = new ArrayList<>();
        AtomicInteger taken = new AtomicInteger();
        try {
            for (int i = 0; i < connections; i++) {
                all.add(new Teller(cluster.connect()));
            }
            ThreadLocal<Teller> mine =
                    ThreadLocal.withInitial(() -> all.get(taken.getAndIncrement()));
            return new Load("baseline with " + connections + " connections", processes)
                    .run(connections, span, () -> mine.get().transact());
        } finally {
            for (Teller teller : all) {
                teller.connection.close();
            }
        }
    }

    /** One connection with its prepared statements. */
    private final class Teller {

        private final Connection connection;
        private final List<PreparedStatement> script = new ArrayList<>();

        Teller(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            for (String sql : SCRIPT) {
                script.add(connection.prepareStatement(sql));
            }
        }

        void transact() throws SQLException {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int account = random.nextInt(1, ACCOUNTS * scale + 1);
            int branch = random.nextInt(1, scale + 1);
            int teller = random.nextInt(1, TELLERS * scale + 1);
            int delta = random.nextInt(-5000, 5001);
            set(0, delta, account).executeUpdate();
            set(1, account).executeQuery().close();
            set(2, delta, teller).executeUpdate();
            set(3, delta, branch).executeUpdate();
            set(4, teller, branch, account, delta).executeUpdate();
            connection.commit();
        }

        private PreparedStatement set(int nth, int... values) throws SQLException {
            PreparedStatement statement = script.get(nth);
            for (int i = 0; i < values.length; i++) {
                statement.setInt(i + 1, values[i]);
            }
            return statement;
        }
    }
}
