package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Runs each module's migrations from {@code db/migration/<module>} in a schema of the module's name
 * with a history of its own. Modules hold no foreign keys into each other, so their order does not
 * matter. Flyway's lock makes several servers that start at once take turns.
 */
final class Migrations {

    /** Flyway's history in each module's schema; nobody's business but the owner's. */
    static final String HISTORY = "migrations";

    private Migrations() {}

    static void run(DataSource database) {
        for (String module : modules()) {
            Flyway.configure()
                    .dataSource(database)
                    .schemas(module)
                    .defaultSchema(module)
                    .locations("classpath:db/migration/" + module)
                    .table(HISTORY)
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .load()
                    .migrate();
        }
    }

    /** Whatever has a folder of migrations. */
    static SortedSet<String> modules() {
        try {
            SortedSet<String> modules = new TreeSet<>();
            for (Resource script :
                    new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:db/migration/*/V*.sql")) {
                String path = script.getURL().getPath();
                String folder = path.substring(0, path.lastIndexOf('/'));
                modules.add(folder.substring(folder.lastIndexOf('/') + 1));
            }
            return modules;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the migrations", e);
        }
    }
}
