package io.jenkins.plugins.cd4ml.engine.train.tabular;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What built-in trainers leave: the model's file, and {@code signature.json} with features, target and classes. */
public final class TabularModel {
    private TabularModel() {}

    /** @throws InputException when the folder cannot be written */
    public static void write(Path folder, String file, byte[] model, TrainingTable table) {
        try {
            Files.write(folder.resolve(file), model);
        } catch (IOException e) {
            throw new InputException(folder.resolve(file) + " cannot be written: " + FileErrors.reason(e) + ".", e);
        }
        Target target = table.target();
        ObjectNode signature = Json.object().put("target", target.name());
        signature.set("features", Json.MAPPER.valueToTree(table.names()));
        if (!target.regression()) {
            long[] whole = target.wholeClasses();
            signature.set("classes", Json.MAPPER.valueToTree(whole == null ? target.classes() : whole));
        }
        Json.write(folder.resolve("signature.json"), signature);
    }

    /** @return whether a line is due for this step of so many: the first, the last, and about ten between */
    public static boolean due(int step, int steps) {
        return step == 1 || step == steps || step % Math.max(1, steps / 10) == 0;
    }

    /** @return {@code epoch 3 of 20: train loss 0.1234, …} */
    public static String line(String unit, int step, int steps, Map<String, Double> metrics) {
        StringBuilder text = new StringBuilder(unit + " " + step + " of " + steps);
        String before = ": ";
        for (Map.Entry<String, Double> metric : metrics.entrySet()) {
            text.append(before).append(metric.getKey().replace('_', ' ')).append(" %.4f".formatted(metric.getValue()));
            before = ", ";
        }
        return text.toString();
    }
}
