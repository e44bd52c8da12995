package io.paideia.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Keeps a secret file from other people of the machine, where the file system knows permissions.
 */
final class OwnerOnly {

    private OwnerOnly() {}

    /** Writes the file so that at no moment others could read it. */
    static void write(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, secret);
    }
}
