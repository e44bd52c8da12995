package io.paideia;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** The house of ARCHITECTURE.md, held by the build. */
final class ArchitectureTest {

    private static final Path MAIN = Path.of("src", "main", "java", "io", "paideia");
    private static final Path TEST = Path.of("src", "test", "java", "io", "paideia");

    /** Tests tell longer stories than the code they test. */
    private static final Map<Path, Integer> MOST_LINES = Map.of(MAIN, 300, TEST, 500);

    /**
     * Which module may use which: a later step of the journey knows the earlier ones, never the
     * reverse. A new edge needs a decision record.
     */
    private static final Map<String, String> EDGES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("money", ""),
                            Map.entry("ids", ""),
                            Map.entry("database", ""),
                            Map.entry("lane", "database"),
                            Map.entry("events", "database lane"),
                            Map.entry("http", "money database lane"),
                            Map.entry("identity", "database events"),
                            Map.entry("fx", "money events"),
                            Map.entry("terms", "money identity"),
                            Map.entry("catalog", "money identity terms"),
                            Map.entry("ledger", "money lane events"),
                            Map.entry("orders", "money identity terms catalog lane events"),
                            Map.entry("channels", "money"),
                            Map.entry("risk", "money identity events"),
                            Map.entry("routing", "money channels events"),
                            Map.entry(
                                    "payments",
                                    "money identity orders lane events ledger fx channels routing"
                                            + " risk"),
                            Map.entry(
                                    "disputes",
                                    "money identity lane events orders channels payments"),
                            Map.entry("wallet", "money identity orders ledger"),
                            Map.entry("entitlements", "identity catalog orders events"),
                            Map.entry("settlement", "money identity terms lane events ledger fx"),
                            Map.entry(
                                    "payouts",
                                    "money identity lane events ledger channels settlement fx"),
                            Map.entry(
                                    "reconciliation",
                                    "money lane events ledger channels payments payouts"),
                            Map.entry("notary", "events ledger entitlements settlement"),
                            Map.entry("webhooks", "identity events"),
                            Map.entry("notices", "identity events")));

    /**
     * Edges beyond the first table; decision records 0002, 0014 and 0015 give the reason for each.
     */
    private static final Map<String, String> ADDED =
            Map.of(
                    "settlement", "orders payments",
                    "payments", "terms",
                    "routing", "lane identity",
                    "entitlements", "money");

    /** Edges that the design has and the code does not need yet. */
    private static final Map<String, String> UNUSED =
            Map.of("settlement", "terms", "routing", "events");

    /** Shows everything, so that it may use everything. */
    private static final String WEB = "web";

    /** The ground that any module but those beneath it may stand on. */
    private static final Set<String> SHARED = Set.of("ids", "http", "database", "lane", "events");

    /** These lie beneath the shared ones and get no edge but their own, ids apart. */
    private static final Set<String> GROUND =
            Set.of("money", "ids", "database", "lane", "events", "http");

    static List<String> modules() {
        try (Stream<Path> folders = Files.list(MAIN)) {
            return folders.filter(ArchitectureTest::hasCode)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void modulesKeepToWhatTheyDeclare() {
        ApplicationModules.of(Paideia.class).verify();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyPackageIsADeclaredModuleWithItsEdgesOfTheTable(String module) throws Exception {
        ApplicationModule declared =
                Class.forName("io.paideia." + module + ".package-info")
                        .getAnnotation(ApplicationModule.class);
        assertThat(declared).as("package-info of %s declares a module", module).isNotNull();
        assertThat(declared.type()).isEqualTo(ApplicationModule.Type.CLOSED);
        if (module.equals(WEB)) {
            return;
        }
        assertThat(EDGES).as("the table of edges").containsKey(module);
        Set<String> own = words(String.valueOf(EDGES.get(module)));
        own.addAll(words(ADDED.getOrDefault(module, "")));
        own.removeAll(words(UNUSED.getOrDefault(module, "")));
        Set<String> used = new HashSet<>(Arrays.asList(declared.allowedDependencies()));
        assertThat(used)
                .as("%s declares what the table has, no more and no less", module)
                .isSubsetOf(permitted(module, own));
        own.removeAll(SHARED);
        own.retainAll(modules());
        assertThat(used).containsAll(own);
    }

    private static Set<String> permitted(String module, Set<String> own) {
        Set<String> permitted = new HashSet<>(own);
        permitted.add("ids");
        if (!GROUND.contains(module)) {
            permitted.addAll(SHARED);
            // Every endpoint takes its Caller from there and says what scope it needs.
            permitted.add("identity");
        }
        permitted.remove(module);
        return permitted;
    }

    @Test
    void theTableHasNoCircle() {
        Set<String> placed = new HashSet<>();
        Map<String, String> left = new TreeMap<>(EDGES);
        while (left.entrySet().removeIf(edge -> placed.containsAll(words(edge.getValue())))) {
            placed.addAll(EDGES.keySet());
            placed.removeAll(left.keySet());
        }
        assertThat(left).isEmpty();
    }

    @Test
    void providersOfChannelsShowNoType() throws Exception {
        Path channels = MAIN.resolve("channels");
        for (Path file : Files.exists(channels) ? sources(channels) : List.<Path>of()) {
            Path inside = channels.relativize(file);
            String name =
                    inside.toString()
                            .replace(".java", "")
                            .replace(file.getFileSystem().getSeparator(), ".");
            if (inside.getNameCount() > 1 && !name.endsWith("package-info")) {
                Class<?> type = Class.forName("io.paideia.channels." + name);
                assertThat(Modifier.isPublic(type.getModifiers()))
                        .as("%s is public", type)
                        .isFalse();
            }
        }
    }

    @Test
    void moneyImportsOnlyJavaAndWhatMarksItsPackage() throws IOException {
        for (Path file : sources(MAIN.resolve("money"))) {
            assertThat(Files.readAllLines(file).stream().filter(line -> line.startsWith("import ")))
                    .as("%s", file)
                    .allMatch(
                            line ->
                                    line.startsWith("import java.")
                                            || line.startsWith("import org.jspecify.")
                                            || line.endsWith(".ApplicationModule;"));
        }
    }

    @Test
    void filesStayShortEnoughToRead() throws IOException {
        for (Path root : List.of(MAIN, TEST)) {
            for (Path file : sources(root)) {
                assertThat(Files.readAllLines(file).size())
                        .as("lines of %s", file)
                        .isLessThanOrEqualTo(MOST_LINES.get(root));
            }
        }
    }

    private static Set<String> words(String text) {
        return new HashSet<>(
                Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList());
    }

    private static boolean hasCode(Path folder) {
        return Files.isDirectory(folder) && !sources(folder).isEmpty();
    }

    private static List<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
