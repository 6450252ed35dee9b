package io.jenkins.plugins.cd4ml.engine.evaluate.answers;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What is true of each item, and how answers are measured against it. */
public interface AnswerTruth {
    /** A measure of a whole set of answers. */
    record Measure(String name, boolean higherIsBetter, Metric.Range range) {}

    /** @return of each item the digest of what is true of it: another truth is another question */
    SortedMap<String, String> digests();

    /**
     * @return the answers of a file by item, in a form that {@link #prepare} takes; an item without an answer is told, or has
     *     an empty one where that is an answer
     * @throws InputException when the file has not this form, or answers what nobody asked
     */
    SortedMap<String, JsonNode> answers(Path file) throws InterruptedException;

    List<Measure> measures();

    /**
     * @param items the units, in the order of the counts
     * @return the measure under any choice of the items
     */
    PreparedMetric prepare(Measure measure, List<String> items, Map<String, JsonNode> answers);

    /** @throws InputException when no such format is known */
    static AnswerTruth of(String format, Path truth) throws InterruptedException {
        return switch (format) {
            case "coco" -> CocoTruth.read(truth);
            case "multi-output" -> TableTruth.read(truth, false);
            case "multilabel" -> TableTruth.read(truth, true);
            default ->
                throw new InputException(
                        "The format '" + format + "' is not known; known are coco, multi-output, multilabel.");
        };
    }
}
