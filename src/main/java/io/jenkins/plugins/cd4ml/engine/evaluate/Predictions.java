package io.jenkins.plugins.cd4ml.engine.evaluate;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what the model said of each row as CSV: key, truth, and a probability per class or the prediction. */
final class Predictions {
    private Predictions() {}

    static void write(Path file, Scores scores) {
        try {
            Files.createDirectories(file.getParent());
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write("key,truth");
                boolean regression = "regression".equals(scores.task());
                for (String name : regression ? java.util.List.of("prediction") : scores.classes()) {
                    out.write("," + quoted(regression ? name : "p_" + name));
                }
                out.write('\n');
                for (int i = 0; i < scores.labels().length; i++) {
                    double label = scores.labels()[i];
                    out.write(quoted(scores.keys().get(i)) + ","
                            + (regression ? Double.toString(label) : quoted(scores.classes().get((int) label))));
                    for (double answer : scores.answers()[i]) {
                        out.write("," + answer);
                    }
                    out.write('\n');
                }
            }
        } catch (IOException e) {
            throw new InputException(file + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static String quoted(String text) {
        String plain = String.valueOf(text);
        return plain.matches("[A-Za-z0-9._-]*") ? plain : '"' + plain.replace("\"", "\"\"") + '"';
    }
}
