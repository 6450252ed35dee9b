package io.jenkins.plugins.cd4ml.engine.train.djl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The block {@code train.djl}; its schema gives the ranges.
 *
 * @param hidden       units of each hidden layer
 * @param dropout      share of hidden units that each step of the training leaves out
 * @param momentum     of the optimiser {@code sgd}
 * @param validation   share of rows that are kept aside to watch the training, 0 for none
 * @param patience     epochs without a better validation loss after which the training stops, 0 for never
 * @param minDelta     by how much a validation loss must be less to be better
 * @param balanced     whether each class weighs the same in sum
 * @param classWeights by class; empty for 1 each
 * @param columns      whether the exported model takes each column as an input of its own
 */
record DjlSettings(
        List<Integer> hidden,
        Activations activation,
        float dropout,
        int epochs,
        int batchSize,
        String optimizer,
        float learningRate,
        float momentum,
        float weightDecay,
        Schedule schedule,
        double validation,
        int patience,
        double minDelta,
        boolean balanced,
        Map<String, Double> classWeights,
        boolean columns,
        long seed) {
    /**
     * How the learning rate changes.
     *
     * @param kind   {@code fixed}, {@code step} (times {@code factor} every so many epochs) or {@code cosine} (down to
     *               {@code factor} of the first rate at the end)
     * @param every  epochs of a step
     * @param warmup epochs in which the rate rises linearly to the first one
     */
    record Schedule(String kind, float factor, int every, int warmup) {}

    static DjlSettings of(JsonNode block, long seed) {
        List<Integer> hidden = new ArrayList<>();
        block.path("hidden").forEach(h -> hidden.add(h.asInt()));
        if (!block.has("hidden")) {
            hidden.addAll(List.of(64, 32));
        }
        JsonNode schedule = block.path("schedule");
        String kind = schedule.path("kind").asText("fixed");
        JsonNode stopping = block.path("earlyStopping");
        Map<String, Double> weights = new TreeMap<>();
        block.path("classWeights")
                .properties()
                .forEach(w -> weights.put(w.getKey(), w.getValue().asDouble()));
        return new DjlSettings(
                hidden,
                Activations.of(block.path("activation").asText("relu")),
                (float) block.path("dropout").asDouble(0),
                block.path("epochs").asInt(20),
                block.path("batchSize").asInt(64),
                block.path("optimizer").asText("adam"),
                (float) block.path("learningRate").asDouble(0.001),
                (float) block.path("momentum").asDouble(0.9),
                (float) block.path("weightDecay").asDouble(0),
                new Schedule(
                        kind,
                        (float) schedule.path("factor").asDouble(kind.equals("cosine") ? 0 : 0.5),
                        schedule.path("every").asInt(10),
                        schedule.path("warmup").asInt(0)),
                block.path("validation").asDouble(0.2),
                stopping.isMissingNode() ? 0 : stopping.path("patience").asInt(5),
                stopping.path("minDelta").asDouble(0),
                block.path("classWeights").asText().equals("balanced"),
                weights,
                block.path("inputs").asText().equals("columns"),
                seed);
    }
}
