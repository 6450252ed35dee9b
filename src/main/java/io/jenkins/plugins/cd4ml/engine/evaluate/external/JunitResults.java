package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JUnit-style results as {@code tests}, {@code failed} (failures and errors) and {@code skipped}: of a file, or of a
 * folder, where Gradle and Surefire write one a class.
 */
final class JunitResults {
    private JunitResults() {}

    static Map<String, Double> read(Path path) {
        int tests = 0;
        int failed = 0;
        int skipped = 0;
        for (Path file : files(path)) {
            JunitFile counts = JunitFile.read(file);
            tests += counts.tests();
            failed += counts.failed();
            skipped += counts.skipped();
        }
        if (tests == 0 && failed == 0) {
            throw new InputException(path + " has no <testcase>: nothing was tested.");
        }
        if (tests > 0 && skipped >= tests && failed == 0) {
            throw new InputException(path + " has skipped cases only: nothing was tested.");
        }
        Map<String, Double> numbers = new TreeMap<>();
        numbers.put("tests", (double) tests);
        numbers.put("failed", (double) failed);
        numbers.put("skipped", (double) skipped);
        return numbers;
    }

    /** @return the file, or of a folder and those below it the {@code TEST-*.xml}, where there are none all {@code *.xml} */
    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> all = new ArrayList<>();
        try (Stream<Path> below = Files.walk(path)) {
            below.filter(f -> f.toString().endsWith(".xml") && Files.isRegularFile(f))
                    .sorted()
                    .forEach(all::add);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        List<Path> named = all.stream()
                .filter(f -> f.getFileName().toString().startsWith("TEST-"))
                .toList();
        if (all.isEmpty()) {
            throw new InputException(path + " has no XML files: nothing was tested.");
        }
        return named.isEmpty() ? all : named;
    }
}
