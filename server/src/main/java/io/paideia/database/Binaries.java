package io.paideia.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL programs from the class path, once per version, into a cache that all
 * servers of this person share. Safe against several processes unpacking at once: they take turns
 * by a file lock.
 */
final class Binaries {

    static final String VERSION = "18.6.0";

    private Binaries() {}

    /** The folder with {@code bin/}, {@code lib/} and {@code share/}. */
    static Path unpacked(Path cache) {
        Path home = cache.resolve("postgresql-" + VERSION);
        Path done = home.resolve(".complete");
        if (Files.exists(done)) {
            return home;
        }
        try {
            Files.createDirectories(cache);
            try (FileChannel channel =
                            FileChannel.open(
                                    cache.resolve(".lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.exists(done)) {
                    unpack(home);
                    Files.createFile(done);
                }
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + home, e);
        }
    }

    private static void unpack(Path home) throws IOException {
        String archive = "/postgres-" + platform() + ".txz";
        try (InputStream packed = Binaries.class.getResourceAsStream(archive)) {
            if (packed == null) {
                throw new IOException(
                        "No embedded PostgreSQL for this platform ("
                                + archive
                                + "); set PAIDEIA_DATABASE_URL to a PostgreSQL 15 or newer");
            }
            TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)));
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                write(tar, entry, home);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path home)
            throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("Archive entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.deleteIfExists(target);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make executable: " + target);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String family = os.contains("mac") ? "darwin" : os.contains("win") ? "windows" : "linux";
        boolean arm = machine.equals("aarch64") || machine.equals("arm64");
        return family + "-" + (arm ? "arm_64" : "x86_64");
    }
}
