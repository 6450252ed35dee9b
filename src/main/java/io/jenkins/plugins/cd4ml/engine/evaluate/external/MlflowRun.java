package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.FlatNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The metrics of an MLflow run: a run's folder in the file store, whose {@code metrics/} has a file a metric with a line
 * {@code timestamp value step} a point, of which the one of the highest step counts, as for MLflow; or a JSON file: what
 * {@code mlflow runs describe} prints, what {@code runs/get} answers, or metrics by name.
 */
final class MlflowRun {
    /** Last the point that counts: the highest step, of these the latest, of these the highest value. */
    private static final Comparator<Point> ORDER =
            Comparator.comparingLong(Point::step).thenComparingLong(Point::time).thenComparingDouble(Point::value);

    private record Point(long time, double value, long step) {}

    private MlflowRun() {}

    static Map<String, Double> read(Path path) {
        if (!Files.isDirectory(path)) {
            return json(path);
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

    private static Map<String, Double> json(Path file) {
        JsonNode document = MetricsFile.document(file);
        JsonNode run = document.has("run") ? document.get("run") : document;
        JsonNode metrics = run.at("/data/metrics");
        if (metrics.isMissingNode()) {
            return MetricsFile.read(file);
        }
        Map<String, Double> numbers = new TreeMap<>();
        if (metrics.isArray()) {
            metrics.forEach(m -> FlatNumbers.add(m.path("key").asText(), m.path("value"), numbers));
        } else {
            FlatNumbers.add("", metrics, numbers);
        }
        if (numbers.isEmpty()) {
            throw new InputException(file + " is of an MLflow run without metrics.");
        }
        return numbers;
    }

    private static double last(Path file) throws IOException {
        Point last = null;
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                Point point = point(file, line.trim());
                last = last == null || ORDER.compare(point, last) >= 0 ? point : last;
            }
        }
        if (last == null) {
            throw new InputException(file + " is no metric of MLflow's file store: it is empty.");
        }
        return last.value;
    }

    private static Point point(Path file, String line) {
        String[] parts = line.split("\\s+");
        try {
            double value =
                    switch (parts[1].toLowerCase(Locale.ROOT)) {
                        case "nan" -> Double.NaN;
                        case "inf" -> Double.POSITIVE_INFINITY;
                        case "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.parseDouble(parts[1]);
                    };
            return new Point(Long.parseLong(parts[0]), value, parts.length > 2 ? Long.parseLong(parts[2]) : 0);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new InputException(file + " is no metric of MLflow's file store: '" + line + "'.", e);
        }
    }
}
