package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL cluster of our own in one folder, started and stopped with this process.
 *
 * <p>The folder is guarded by a file lock, so only one living server uses it. A postmaster that
 * outlived a killed server is recognised by its data directory and taken over. Whoever answers on
 * the port must serve our data directory: a foreign server there is an error, never a silent
 * success. Listens on loopback only, with a password kept in the folder. Not thread-safe; one
 * thread starts it and closes it.
 */
final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "paideia";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path data;
    private final PostgresPrograms programs;
    private final FileChannel lockFile;
    private final Address address;

    private EmbeddedPostgres(
            Path folder, PostgresPrograms programs, FileChannel lockFile, Address address) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.programs = programs;
        this.lockFile = lockFile;
        this.address = address;
    }

    /**
     * Starts the cluster in this folder, creating it at the first start, and returns once it
     * answers.
     *
     * @param port on loopback; 0 takes a free one
     * @throws IllegalStateException if the folder is in use, the port serves another cluster, or it
     *     does not start
     */
    static EmbeddedPostgres start(Path folder, int port) {
        Path home = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(home);
            FileChannel lockFile = own(home);
            try {
                return start(home, port, lockFile);
            } catch (IOException | RuntimeException e) {
                // Whoever mends the cause may try again in this process.
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL in " + home, e);
        }
    }

    private static EmbeddedPostgres start(Path home, int port, FileChannel lockFile)
            throws IOException {
        PostgresPrograms programs = PostgresPrograms.unpacked(home);
        Path data = home.resolve("data");
        if (!Files.exists(data)) {
            deleteHalfMade(home);
            initialise(programs, home, data);
        }
        String password = Files.readString(home.resolve("password")).strip();
        int running = PostmasterFile.portOfLiving(data);
        int chosen = running > 0 ? running : port > 0 ? port : FreePort.find();
        if (running > 0) {
            log.warn("Taking over the PostgreSQL on port {} that outlived its server", running);
        } else {
            launch(programs, home, data, chosen);
        }
        Address address = loopback(chosen, password);
        Served.require(address, data);
        return new EmbeddedPostgres(home, programs, lockFile, address);
    }

    /**
     * The owner's entrance to the cluster in this folder if it runs, whoever started it; else null.
     *
     * @throws IllegalStateException if there is no cluster, or another server is on its port
     */
    static @Nullable Address running(Path folder) {
        Path home = folder.toAbsolutePath().normalize();
        Path data = home.resolve("data");
        if (!Files.exists(data)) {
            throw new IllegalStateException("There is no PostgreSQL in " + home);
        }
        try {
            int port = PostmasterFile.portOfLiving(data);
            if (port == 0) {
                return null;
            }
            String password = Files.readString(home.resolve("password")).strip();
            Address address = loopback(port, password);
            Served.require(address, data);
            return address;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look into " + home, e);
        }
    }

    private static Address loopback(int port, String password) {
        return new Address("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
    }

    /** The entrance of the cluster's owner. */
    Address address() {
        return address;
    }

    /**
     * The password of the role that the server works with, kept beside the owner's; made if there
     * is none yet.
     */
    String appPassword() throws IOException {
        Path file = folder.resolve("app-password");
        return Files.exists(file) ? Files.readString(file).strip() : OwnerOnly.writePassword(file);
    }

    /**
     * Stops the cluster after its running statements are rolled back; what was committed is on
     * disk.
     */
    @Override
    public void close() {
        try {
            programs.run(
                    "pg_ctl",
                    List.of(
                            "stop",
                            "-w",
                            "-t",
                            String.valueOf(PATIENCE.toSeconds()),
                            "-m",
                            "fast",
                            "-D",
                            data.toString()),
                    PATIENCE.plusSeconds(5));
        } finally {
            try {
                lockFile.close();
            } catch (IOException e) {
                log.warn("Could not release {}", folder, e);
            }
        }
    }

    private static FileChannel own(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        home.resolve("owner.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException alsoInUse) {
            log.debug("The folder is locked within this process", alsoInUse);
        }
        channel.close();
        throw new IllegalStateException(
                "Another Paideia is running on "
                        + home
                        + "; stop it, or choose another folder with PAIDEIA_DATA");
    }

    private static void deleteHalfMade(Path home) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home, "initdb-*")) {
            for (Path folder : left) {
                FileSystemUtils.deleteRecursively(folder);
            }
        }
    }

    private static void initialise(PostgresPrograms programs, Path home, Path data)
            throws IOException {
        Path password = home.resolve("password");
        OwnerOnly.writePassword(password);
        // Made aside and renamed when complete: initdb writes PG_VERSION first, so a cluster that a
        // killed first start left half made would look like a whole one.
        Path made = Files.createTempDirectory(home, "initdb-");
        programs.giveAway(made);
        programs.run(
                "initdb",
                List.of(
                        "-D",
                        made.toString(),
                        "-U",
                        USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--data-checksums"),
                PATIENCE);
        Files.move(made, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void launch(PostgresPrograms programs, Path home, Path data, int port) {
        programs.run(
                "pg_ctl",
                List.of(
                        "start",
                        "-w",
                        "-t",
                        String.valueOf(PATIENCE.toSeconds()),
                        "-D",
                        data.toString(),
                        "-l",
                        home.resolve("postgres.log").toString(),
                        "-o",
                        ServerOptions.at(port)),
                PATIENCE.plusSeconds(5));
    }
}
