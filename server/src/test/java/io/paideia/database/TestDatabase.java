package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/**
 * One real PostgreSQL for all tests of this process, so that its start is paid once. Tests keep
 * apart by names of their own: books, consumers, event types, account codes.
 */
public final class TestDatabase {

    private static final class Holder {
        static final Path FOLDER = temporaryFolder();
        static final Database SHARED = open(FOLDER);
    }

    /** What all callers get meanwhile, if it is not the shared one. */
    private static volatile @Nullable Elsewhere elsewhere;

    private TestDatabase() {}

    public static Database shared() {
        Elsewhere other = elsewhere;
        return other == null ? Holder.SHARED : other.database;
    }

    /**
     * Makes another database in the same cluster, which all callers of this class get until it is
     * closed. For a test that spoils what it works with, and runs while no other does.
     */
    public static Elsewhere elsewhere(String name) {
        Elsewhere other = new Elsewhere(name, open(another(name, "template1")));
        elsewhere = other;
        owner().sql("GRANT CREATE ON SCHEMA public TO " + Roles.APP).update();
        return other;
    }

    /** Another database than the shared one, until it is closed. */
    public static final class Elsewhere implements AutoCloseable {

        private final String name;
        private final Database database;

        private Elsewhere(String name, Database database) {
            this.name = name;
            this.database = database;
        }

        @Override
        public void close() {
            elsewhere = null;
            database.close();
            drop(name);
        }
    }

    /** Works as the server does. */
    public static JdbcClient client() {
        return JdbcClient.create(shared().pool());
    }

    /** May do what the server must not. */
    public static JdbcClient owner() {
        return JdbcClient.create(Address.of(ownerUrl()).source());
    }

    /**
     * The owner's address of a database of its own in the shared cluster, made now.
     *
     * @param template the name of the one that it is a copy of; nobody may be connected to it
     */
    public static String another(String name, String template) {
        owner().sql("CREATE DATABASE " + name + " TEMPLATE " + template).update();
        return ownerUrl().replaceAll("/postgres$", "/" + name);
    }

    public static void drop(String name) {
        owner().sql("DROP DATABASE " + name + " WITH (FORCE)").update();
    }

    /** A database that is migrated and worked with as a server does. */
    public static Database open(String url) {
        return Database.open(new DatabaseSettings(url, Holder.FOLDER, 0, 4));
    }

    /** The shared cluster for those who open it as an external one. */
    public static String ownerUrl() {
        String port = client().sql("SHOW port").query(String.class).single();
        Elsewhere other = elsewhere;
        String url = ownerUrl(Holder.FOLDER, Integer.parseInt(port));
        return other == null ? url : url.replaceAll("/postgres$", "/" + other.name);
    }

    static String ownerUrl(Path folder, int port) {
        try {
            return "postgres://paideia:"
                    + Files.readString(folder.resolve("password"))
                    + "@127.0.0.1:"
                    + port
                    + "/postgres";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The shared database by a login that may become its owner again, with {@code SET LOCAL ROLE
     * NONE}.
     */
    public static Database sharedByItsOwner() {
        return Database.open(new DatabaseSettings(ownerUrl(), Holder.FOLDER, 0, 1));
    }

    private static Database open(Path folder) {
        Database database = Database.open(new DatabaseSettings(null, folder, 0, 16));
        int port =
                JdbcClient.create(database.pool()).sql("SHOW port").query(Integer.class).single();
        // Tests keep tables of their own there; a server has none outside of its modules.
        JdbcClient.create(Address.of(ownerUrl(folder, port)).source())
                .sql("GRANT CREATE ON SCHEMA public TO " + Roles.APP)
                .update();
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
