package io.paideia.demo;

import io.paideia.Paideia;
import io.paideia.Verify;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * What {@code ./paideia demo}, {@code serve} and {@code verify} start. Whatever keeps the demo from
 * starting is told in one sentence; the details are in the log in the data folder.
 */
public final class Demo {

    private static final Logger log = LoggerFactory.getLogger(Demo.class);

    private static final String USAGE =
            """
            usage: demo          start server, sandbox and sample data
                   demo serve    start the server alone
                   demo verify   verify the ledger
                   demo --help   show this

              PAIDEIA_PORT           where the server listens (8080)
              PAIDEIA_SANDBOX_PORT   where the sandbox listens (8090)
              PAIDEIA_DATA           where the data stays (./data)
            """;

    private Demo() {}

    /** Returns once everything runs; the process lives on until it is asked to end. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            Paideia.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        if (arguments.length > 0 && arguments[0].equals("verify")) {
            Verify.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        int status = run(arguments, System.getenv(), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(
            String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (arguments.length > 0) {
            boolean asked = arguments[0].equals("--help") || arguments[0].equals("-h");
            (asked ? out : err).print(USAGE);
            return asked ? 0 : 2;
        }
        try {
            return start(DemoSettings.of(environment), out, err);
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 1;
        }
    }

    private static int start(DemoSettings settings, PrintStream out, PrintStream err) {
        long started = System.nanoTime();
        AtomicBoolean stopping = new AtomicBoolean();
        Thread atEarlyEnd = new Thread(() -> abandon(stopping));
        Runtime.getRuntime().addShutdownHook(atEarlyEnd);
        try {
            DemoServer demo = DemoServer.start(settings, out::println);
            SpringApplication.getShutdownHandlers().add(() -> out.println("Stopped. 已停止。"));
            Runtime.getRuntime().removeShutdownHook(atEarlyEnd);
            out.print(Banner.of(demo, settings, (System.nanoTime() - started) / 1_000_000));
            return 0;
        } catch (RuntimeException failed) {
            // Below what the console shows, and so in the file alone.
            log.info("The demo did not start", failed);
            if (!stopping.get()) {
                err.println(sentence(failed, settings));
            }
            return 1;
        }
    }

    /** Whoever stops a start does not want to read how everything half started fails. */
    private static void abandon(AtomicBoolean stopping) {
        stopping.set(true);
        LoggingSystem.get(Demo.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
    }

    /** The innermost reason says most: Spring wraps it in the beans that needed each other. */
    private static String sentence(Throwable failed, DemoSettings settings) {
        if (failed instanceof CannotStart told) {
            return String.valueOf(told.getMessage());
        }
        Throwable reason = failed;
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            reason = cause;
        }
        String words = Optional.ofNullable(reason.getMessage()).orElse(reason.toString());
        return words + " (more in " + DemoSettings.log(settings.dataFolder()) + ")";
    }
}
