package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.Map;
import java.util.TreeMap;

/** All tools whose results can be read, by the name of their format. */
final class ItemReaders {
    private static final Map<String, ItemReader> ALL = new TreeMap<>(Map.of(
            "promptfoo", new PromptfooResults(),
            "lm-eval", new LmEvalSamples(),
            "deepeval", new DeepevalRun(),
            "inspect", new InspectLog(),
            "ragas", RecordTable.ragas(),
            "mlflow", new MlflowEvaluation(),
            "values", RecordTable.values()));

    private ItemReaders() {}

    /** @throws InputException when no such format is known */
    static ItemReader of(String format) {
        ItemReader reader = ALL.get(format);
        if (reader == null) {
            throw new InputException(
                    "The format '" + format + "' is not known; known are " + String.join(", ", ALL.keySet()) + ".");
        }
        return reader;
    }
}
