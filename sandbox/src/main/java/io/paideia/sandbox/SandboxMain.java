package io.paideia.sandbox;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts the sandbox alone, for trying a channel without the server. */
public final class SandboxMain {

    private static final String USAGE =
            """
            usage: sandbox [--port PORT] [--data FOLDER]

              --port PORT    listen on 127.0.0.1:PORT, 0 for a free one (default 8090)
              --data FOLDER  keys, trades and pending notices (default data/sandbox)
              --help         show this
            """;

    private int port = 8090;
    private Path folder = Path.of("data", "sandbox");

    private SandboxMain() {}

    /** Runs until the process is asked to end. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new SandboxMain().run(arguments, System.out, System.err));
    }

    int run(String[] arguments, PrintStream out, PrintStream err) throws InterruptedException {
        for (int index = 0; index < arguments.length; index++) {
            String value = index + 1 < arguments.length ? arguments[index + 1] : "";
            switch (arguments[index]) {
                case "--help", "-h" -> {
                    out.print(USAGE);
                    return 0;
                }
                case "--port" -> {
                    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
                        return wrong("--port needs a number from 0 to 65535", err);
                    }
                    port = Integer.parseInt(value);
                    index++;
                }
                case "--data" -> {
                    if (value.isBlank()) {
                        return wrong("--data needs a folder", err);
                    }
                    folder = Path.of(value);
                    index++;
                }
                default -> {
                    return wrong("unknown argument: " + arguments[index], err);
                }
            }
        }
        return serve(out, err);
    }

    private int serve(PrintStream out, PrintStream err) throws InterruptedException {
        try {
            Sandbox sandbox = Sandbox.start(folder, port);
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        sandbox.close();
                                        ended.countDown();
                                    }));
            out.println("The sandbox is at " + sandbox.baseUri() + "; Ctrl-C stops it.");
            out.println(
                    "It stands in for "
                            + String.join(", ", sandbox.channels())
                            + "; keys in "
                            + folder.resolve("keys"));
            ended.await();
            return 0;
        } catch (IllegalStateException unusable) {
            return wrong(String.valueOf(unusable.getMessage()), err);
        }
    }

    private static int wrong(String what, PrintStream err) {
        err.println(what + " (--help tells more)");
        return 2;
    }
}
