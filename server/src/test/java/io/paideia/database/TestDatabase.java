package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * One real PostgreSQL for all tests of this process, so that its start is paid once. Tests keep
 * apart by names of their own: books, consumers, event types, account codes.
 */
public final class TestDatabase {

    private static final class Holder {
        static final Database SHARED = open();
    }

    private TestDatabase() {}

    public static Database shared() {
        return Holder.SHARED;
    }

    public static JdbcClient client() {
        return JdbcClient.create(shared().pool());
    }

    private static Database open() {
        Path folder = temporaryFolder();
        Database database = Database.open(new DatabaseSettings(null, folder, 0, 16));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    database.close();
                                    delete(folder);
                                }));
        return database;
    }

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("paideia-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
