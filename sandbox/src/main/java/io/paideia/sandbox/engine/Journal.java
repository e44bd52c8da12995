package io.paideia.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An append-only file of JSON lines, one whole value a line; a later line about the same thing
 * replaces the earlier.
 *
 * <p>Each line has reached the operating system when {@link #record} returns, so it survives a
 * killed process; it is not forced to the disk, so it need not survive a power cut. Opening recalls
 * the old lines; every owner takes its own and records what is still true, and {@link #compacted}
 * then replaces the old file. Until then the old file stays the truth, so a crash in between costs
 * nothing.
 */
public final class Journal implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final Path next;
    private final Map<String, List<JsonNode>> recalled;
    private OutputStream output;

    private Journal(
            Path file, Path next, Map<String, List<JsonNode>> recalled, OutputStream output) {
        this.file = file;
        this.next = next;
        this.recalled = recalled;
        this.output = output;
    }

    /** Reads the file if it exists and begins its successor. */
    public static Journal open(Path file) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Map<String, List<JsonNode>> recalled =
                    Files.exists(file) ? read(file) : new HashMap<>();
            return new Journal(
                    file,
                    next,
                    recalled,
                    new BufferedOutputStream(new FileOutputStream(next.toFile())));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot open the journal " + file, failed);
        }
    }

    /** The old values of the kind, oldest first. Only before {@link #compacted}. */
    <T> Stream<T> recalled(String kind, Class<T> type) {
        return recalled.getOrDefault(kind, List.of()).stream()
                .map(value -> JSON.treeToValue(value, type));
    }

    /**
     * Appends one value. The write happens under this lock, so lines never mix and their order is
     * the order of the calls.
     */
    void record(String kind, Object value) {
        byte[] line =
                (JSON.writeValueAsString(Map.of("kind", kind, "value", value)) + "\n")
                        .getBytes(UTF_8);
        synchronized (this) {
            try {
                output.write(line);
            } catch (IOException failed) {
                throw new UncheckedIOException("cannot write the journal " + file, failed);
            }
        }
    }

    /** Puts the successor, which now holds all that is still true, in the place of the old file. */
    public synchronized void compacted() {
        try {
            output.close();
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            // A plain stream on purpose: a file channel would be closed by the interruption of any
            // writing thread.
            output = new FileOutputStream(file.toFile(), true);
            recalled.clear();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot replace the journal " + file, failed);
        }
    }

    @Override
    public synchronized void close() {
        try {
            output.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close the journal " + file, failed);
        }
    }

    private static Map<String, List<JsonNode>> read(Path file) throws IOException {
        Map<String, List<JsonNode>> values = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(new FileInputStream(file.toFile()), UTF_8))) {
            int number = 0;
            String line = lines.readLine();
            while (line != null) {
                number++;
                String following = lines.readLine();
                JsonNode entry = parse(line);
                if (entry != null) {
                    values.computeIfAbsent(entry.get("kind").asString(), kind -> new ArrayList<>())
                            .add(entry.get("value"));
                } else if (following != null) {
                    throw new IOException("line " + number + " is damaged, and it is not the last");
                }
                line = following;
            }
        }
        return values;
    }

    /** A process that was killed while it wrote leaves half a line, which nobody was told about. */
    private static @Nullable JsonNode parse(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            return entry.has("kind") && entry.has("value") ? entry : null;
        } catch (JacksonException torn) {
            return null;
        }
    }
}
