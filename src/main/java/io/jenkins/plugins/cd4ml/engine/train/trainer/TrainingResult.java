package io.jenkins.plugins.cd4ml.engine.train.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a training came to, besides the files in its output folder.
 *
 * @param trainer which kind: {@code djl}, {@code command}, {@code mlproject}, {@code xgboost}
 * @param params  what was trained with, as text: those given and those that the script tracked
 * @param metrics newest value of each
 * @param details for {@code training.json}: command, exit code, environment, …
 */
public record TrainingResult(
        String trainer, Map<String, String> params, Map<String, Double> metrics, ObjectNode details) {}
