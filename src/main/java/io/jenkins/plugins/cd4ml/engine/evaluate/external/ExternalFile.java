package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.Map;

/** Reads the numbers of one file, or folder, that another tool wrote. */
public final class ExternalFile {
    private ExternalFile() {}

    /**
     * @param format json (also DVC's and dvclive's metrics), mlflow, great-expectations, deequ, evidently or junit
     * @return numbers by name; a number that the tool wrote as NaN or left out is NaN
     * @throws InputException when the file is not of that format
     */
    public static Map<String, Double> read(String format, Path path) {
        return switch (format) {
            case "json" -> MetricsFile.read(path);
            case "mlflow" -> MlflowRun.read(path);
            case "great-expectations" -> CheckResults.greatExpectations(path);
            case "deequ" -> CheckResults.deequ(path);
            case "evidently" -> EvidentlySnapshot.read(path);
            case "junit" -> JunitResults.read(path);
            default ->
                throw new InputException("The format '" + format + "' is not known; known are json, mlflow,"
                        + " great-expectations, deequ, evidently and junit.");
        };
    }
}
