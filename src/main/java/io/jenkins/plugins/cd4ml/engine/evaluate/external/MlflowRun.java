package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The metrics of an MLflow run: a run's folder in the file store, whose {@code metrics/} has a file a metric with a line
 * {@code timestamp value step} a point, of which the last counts; or a JSON file of metrics by name, as
 * {@code mlflow.evaluate} and {@code mlflow run} export them.
 */
final class MlflowRun {
    private MlflowRun() {}

    static Map<String, Double> read(Path path) {
        if (!Files.isDirectory(path)) {
            return MetricsFile.read(path);
        }
        Path folder = Files.isDirectory(path.resolve("metrics")) ? path.resolve("metrics") : path;
        Map<String, Double> numbers = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                numbers.put(name, last(file));
            }
        } catch (IOException e) {
            throw new InputException(folder + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        if (numbers.isEmpty()) {
            throw new InputException(path + " is not the folder of an MLflow run: it has no metrics.");
        }
        return numbers;
    }

    private static double last(Path file) throws IOException {
        String last = "";
        for (String line : Files.readAllLines(file)) {
            last = line.isBlank() ? last : line;
        }
        String[] parts = last.trim().split("\\s+");
        try {
            return parts[1].equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(parts[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new InputException(file + " is no metric of MLflow's file store: '" + last + "'.", e);
        }
    }
}
