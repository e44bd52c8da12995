package io.paideia.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program starts itself again, as a process of its own. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * The command that runs a main class of this program with these arguments; in an executable jar
     * it is the jar's own, wherever that stands.
     */
    public static List<String> command(
            List<String> javaOptions, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        String classes = System.getProperty("java.class.path");
        if (main.getClassLoader().equals(ClassLoader.getSystemClassLoader())) {
            command.addAll(List.of("-cp", classes, main.getName()));
        } else {
            command.addAll(List.of("-jar", classes));
        }
        command.addAll(arguments);
        return command;
    }
}
