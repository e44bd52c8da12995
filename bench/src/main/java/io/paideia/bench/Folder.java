package io.paideia.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A new folder that is gone when it is closed. */
public record Folder(Path path) implements AutoCloseable {

    /** In this folder, or where the system keeps what is temporary. */
    public static Folder temporary(@Nullable Path parent) {
        try {
            if (parent == null) {
                return new Folder(Files.createTempDirectory("paideia-throwaway-"));
            }
            Files.createDirectories(parent);
            return new Folder(Files.createTempDirectory(parent, "paideia-throwaway-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            FileSystemUtils.deleteRecursively(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + path, e);
        }
    }
}
