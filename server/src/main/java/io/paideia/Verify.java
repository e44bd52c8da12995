package io.paideia;

import io.paideia.database.Visit;
import io.paideia.ledger.Verification;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.logging.LoggingSystem;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code ./paideia verify} starts: verifies the ledger without starting the server. Progress
 * goes to stderr, the result to stdout, its last line as JSON. The exit code is 0 if everything is
 * as it must be, 1 if something is broken, 2 if it could not be verified.
 */
public final class Verify {

    private static final int VERIFIED = 0;
    private static final int BROKEN = 1;
    private static final int NOT_DONE = 2;
    private static final String NO_TABLE = "42P01";
    private static final String NO_COLUMN = "42703";

    private final VerifyOptions options;
    private final PrintStream out;
    private final PrintStream err;

    private Verify(VerifyOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Ends the process with the exit code. */
    public static void main(String... arguments) {
        // Without Spring nobody configures logging, and everything would go to stdout.
        LoggingSystem.get(Verify.class.getClassLoader()).beforeInitialize();
        System.exit(run(arguments, System.getenv(), System.out, System.err));
    }

    static int run(
            String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            return new Verify(VerifyOptions.of(arguments, environment), out, err).run();
        } catch (SQLException e) {
            err.println(
                    NO_TABLE.equals(e.getSQLState()) || NO_COLUMN.equals(e.getSQLState())
                            ? "There is no ledger, or one of another version: start the server of"
                                    + " this version once, which migrates it. "
                                    + e.getMessage()
                            : "Cannot read the database: " + e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            err.println(e.getMessage());
        }
        return NOT_DONE;
    }

    private int run() throws SQLException {
        String url = options.database();
        try (Visit visit = url != null ? Visit.of(url) : Visit.in(options.folder())) {
            err.println("Verifying the ledger at " + visit);
            return verify(visit);
        }
    }

    private int verify(Visit visit) throws SQLException {
        long started = System.nanoTime();
        Verification.Result result;
        try (VerifyProgress progress = new VerifyProgress(err)) {
            Verification verification =
                    new Verification(
                            new Verification.Options(
                                    options.book(), options.expected(), progress::begin));
            progress.watch(verification::done);
            result = verification.run(visit::open);
        }
        tell(result, (System.nanoTime() - started) / 1e9);
        return result.verified() ? VERIFIED : BROKEN;
    }

    private void tell(Verification.Result result, double seconds) {
        long rate = Math.round(result.transfers() / seconds);
        for (Verification.Tip tip : result.tips()) {
            out.printf("book %s: block %d sha256 %s%n", tip.book(), tip.block(), tip.hash());
        }
        result.broken().forEach(broken -> out.println("broken: " + broken));
        out.printf(
                Locale.ROOT,
                "%s: %,d transfers, %,d accounts, %,d blocks in %.1f s, %,d transfers/s%n",
                result.verified() ? "verified" : "NOT verified, " + result.found() + " broken",
                result.transfers(),
                result.accounts(),
                result.blocks(),
                seconds,
                rate);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("verified", result.verified());
        line.put("transfers", result.transfers());
        line.put("accounts", result.accounts());
        line.put("blocks", result.blocks());
        line.put("seconds", Math.round(seconds * 1e3) / 1e3);
        line.put("rate", rate);
        line.put("heads", result.tips());
        line.put("found", result.found());
        line.put("broken", result.broken());
        out.println(JsonMapper.shared().writeValueAsString(line));
    }

    /** The folder of the embedded cluster within the data folder. */
    static Path cluster(Path data) {
        return data.resolve("postgres");
    }
}
