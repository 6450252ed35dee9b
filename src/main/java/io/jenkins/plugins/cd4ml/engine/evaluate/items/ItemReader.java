package io.jenkins.plugins.cd4ml.engine.evaluate.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.List;

/** Reads the results of one tool. A new tool is one class, listed in {@link ItemReaders}. */
interface ItemReader {
    /**
     * @param path    a file, or a folder where the tool writes several
     * @param options the entry of {@code evaluate.items}, for what selects a part of the file
     * @return one result an item and repeat; never empty
     * @throws InputException when it is no output of that tool, or does not say what is asked for
     */
    List<ItemResult> read(Path path, JsonNode options);

    /** @return whether a higher value is better; null where this tool's outputs do not tell */
    default Boolean higherIsBetter(String metric) {
        return !metric.matches("(.+\\.)?(cost|latency|tokens|error|seconds)");
    }
}
