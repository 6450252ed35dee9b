package io.jenkins.plugins.cd4ml.engine.train.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The block {@code train.xgboost}; its schema gives the ranges.
 *
 * @param parameters of XGBoost, by its own names
 * @param validation share of rows that are kept aside to watch the training, 0 for none
 * @param patience   rounds without a better validation metric after which the training stops, 0 for never
 */
record BoostingSettings(int rounds, Map<String, Object> parameters, double validation, int patience, long seed) {
    private static final Map<String, String> NAMES = Map.of(
            "maxDepth", "max_depth",
            "learningRate", "eta",
            "minChildWeight", "min_child_weight",
            "subsample", "subsample",
            "columnSample", "colsample_bytree",
            "lambda", "lambda",
            "alpha", "alpha",
            "gamma", "gamma",
            "threads", "nthread");

    static BoostingSettings of(JsonNode block, long seed) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("seed", Math.floorMod(seed, (long) Integer.MAX_VALUE));
        parameters.put("nthread", 1);
        parameters.put("verbosity", 1);
        parameters.put("validate_parameters", true);
        block.properties().forEach(p -> {
            if (NAMES.containsKey(p.getKey())) {
                parameters.put(NAMES.get(p.getKey()), value(p.getValue()));
            }
        });
        block.path("parameters").properties().forEach(p -> parameters.put(p.getKey(), value(p.getValue())));
        return new BoostingSettings(
                block.path("rounds").asInt(100),
                parameters,
                block.path("validation").asDouble(0.2),
                block.path("earlyStopping").asInt(0),
                seed);
    }

    private static Object value(JsonNode node) {
        return node instanceof NumericNode number ? number.numberValue() : node.asText();
    }
}
