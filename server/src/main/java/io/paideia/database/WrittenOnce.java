package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A table whose rows are added and read, and never changed. A module declares its own in {@code
 * written_once.txt} beside its migrations: one name a line, {@code #} begins a comment.
 */
record WrittenOnce(String module, String table) {

    private static final String FILE = "written_once.txt";

    /** All modules' declarations. */
    static List<WrittenOnce> declared() {
        List<WrittenOnce> declared = new ArrayList<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:db/migration/*/" + FILE)) {
                String path = file.getURL().getPath();
                String folder = path.substring(0, path.lastIndexOf('/'));
                String module = folder.substring(folder.lastIndexOf('/') + 1);
                file.getContentAsString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .map(table -> new WrittenOnce(module, table))
                        .forEach(declared::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what is written once", e);
        }
        return declared;
    }
}
