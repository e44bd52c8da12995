package io.paideia;

import io.paideia.ledger.Verification.Expected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param database its address, or null for the embedded cluster
 * @param folder where the embedded cluster is
 * @param book the only one to verify, or null for all
 * @param expected hashes that must be in the chain
 */
record VerifyOptions(
        @Nullable String database, Path folder, @Nullable String book, List<Expected> expected) {

    private static final Pattern EXPECTED =
            Pattern.compile("(?<book>[^=@]+)(@(?<block>[0-9]{1,18}))?=(?<hash>[0-9a-fA-F]{64})");

    /**
     * Reads the arguments; what they leave open is as for the server.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static VerifyOptions of(String[] arguments, Map<String, String> environment) {
        String url = environment.getOrDefault("PAIDEIA_DATABASE_URL", "");
        String database = url.isBlank() ? null : url;
        Path data = Path.of(environment.getOrDefault("PAIDEIA_DATA", "data"));
        String book = null;
        List<Expected> expected = new ArrayList<>();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            try {
                switch (option) {
                    case "--database" -> database = rest.next();
                    case "--data" -> {
                        data = Path.of(rest.next());
                        database = null;
                    }
                    case "--book" -> book = rest.next();
                    case "--expect" -> expected.add(expected(rest.next()));
                    default ->
                            throw new IllegalArgumentException(
                                    "verify knows no " + option + "; see --help");
                }
            } catch (NoSuchElementException missing) {
                throw new IllegalArgumentException(option + " needs a value", missing);
            }
        }
        return new VerifyOptions(database, Verify.cluster(data), book, expected);
    }

    private static Expected expected(String text) {
        Matcher parts = EXPECTED.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "--expect wants BOOK=HASH or BOOK@BLOCK=HASH, the hash in 64 hexadecimal"
                            + " digits, not "
                            + text);
        }
        String block = parts.group("block");
        return new Expected(
                String.valueOf(parts.group("book")),
                block == null ? null : Long.valueOf(block),
                String.valueOf(parts.group("hash")).toLowerCase(Locale.ROOT));
    }
}
