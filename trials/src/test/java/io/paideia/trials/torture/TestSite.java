package io.paideia.trials.torture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paideia.bench.AtEnd;
import io.paideia.bench.Cluster;
import io.paideia.bench.Folder;
import io.paideia.bench.Logging;
import io.paideia.database.Database;
import io.paideia.database.DatabaseSettings;
import io.paideia.lane.Book;
import io.paideia.lane.Lane;
import io.paideia.lane.LaneSettings;
import io.paideia.ledger.Ledger;
import io.paideia.ledger.Outcome;
import java.util.Arrays;
import java.util.List;

/** One PostgreSQL for the tests that harm nobody; it ends with their process. */
final class TestSite {

    private static final TestSite SHARED = new TestSite();

    private final Cluster cluster;
    private final Lane lane;
    private final Ledger ledger = new Ledger();

    private TestSite() {
        Logging.quiet();
        Folder folder = Folder.temporary(null);
        AtEnd atEnd = AtEnd.close(folder);
        Database database =
                atEnd.first(Database.open(new DatabaseSettings(null, folder.path(), 0, 2)));
        this.cluster = Cluster.in(folder.path());
        this.lane =
                atEnd.first(
                        Lane.start(
                                new Book(Worker.BOOK, database),
                                LaneSettings.DEFAULT,
                                new SimpleMeterRegistry()));
    }

    static Cluster cluster() {
        return SHARED.cluster;
    }

    /** Posts these together, as a worker would. */
    static List<Outcome> post(Order... orders) {
        return SHARED.lane.call(SHARED.ledger, Arrays.stream(orders).map(Order::transfer).toList());
    }
}
