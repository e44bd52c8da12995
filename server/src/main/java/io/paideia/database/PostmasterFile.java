package io.paideia.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code postmaster.pid}: line 1 the process, line 2 its data directory, line 4 its port. */
final class PostmasterFile {

    private PostmasterFile() {}

    /**
     * The port of the postmaster that still lives on this data directory, or 0. A stale file is
     * left to PostgreSQL.
     */
    static int portOfLiving(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 4) {
            return 0;
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        boolean lives =
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().command())
                        .filter(PostmasterFile::isPostgres)
                        .isPresent();
        return lives && Path.of(lines.get(1).strip()).equals(data)
                ? Integer.parseInt(lines.get(3).strip())
                : 0;
    }

    /** Also {@code postgres.exe}, and a program whose file was replaced meanwhile. */
    private static boolean isPostgres(String command) {
        return command.substring(Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\')) + 1)
                .startsWith("postgres");
    }
}
