package io.paideia.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A table whose rows the server adds and reads, and changes in the ways named only; mostly in none,
 * then they are written once. A module restricts its own tables in {@code rights.txt} beside its
 * migrations: a line is a table's name and what is left, and {@code #} begins a comment.
 *
 * @param left {@code ""}, {@code "UPDATE"}, {@code "DELETE"} or both, apart by a space
 */
record Restriction(String module, String table, String left) {

    private static final Pattern LINE =
            Pattern.compile("(?<table>[a-z_0-9]+)(?<left>( (UPDATE|DELETE))*)");

    /** Those of all modules. */
    static List<Restriction> declared() {
        List<Restriction> declared = new ArrayList<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:db/migration/*/rights.txt")) {
                String path = file.getURL().getPath();
                String folder = path.substring(0, path.lastIndexOf('/'));
                String module = folder.substring(folder.lastIndexOf('/') + 1);
                file.getContentAsString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(line -> declared.add(of(module, line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the modules' rights", e);
        }
        return declared;
    }

    static Restriction of(String module, String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalStateException(
                    "The rights of " + module + " have a line that is none: " + line);
        }
        return new Restriction(module, parts.group("table"), parts.group("left").strip());
    }
}
