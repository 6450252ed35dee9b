package io.jenkins.plugins.cd4ml.engine.evaluate.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.Metric;
import io.jenkins.plugins.cd4ml.engine.evaluate.metric.PreparedMetric;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Boxes in images, in COCO's files: {@code images}, {@code annotations} and {@code categories} of the truth, a list of {@code
 * image_id, category_id, bbox, score} of a detector. An item is an image, by its id as text.
 */
final class CocoTruth implements AnswerTruth {
    private static final long MOST_BYTES = 1L << 30;
    private static final String AP = "ap.";

    private final Map<Integer, String> categories = new LinkedHashMap<>();
    private final SortedMap<String, List<CocoBox>> images = new TreeMap<>();

    private CocoTruth() {}

    static CocoTruth read(Path file) {
        JsonNode root = json(file);
        CocoTruth truth = new CocoTruth();
        root.path("categories")
                .forEach(c -> truth.categories.put(
                        c.path("id").asInt(), c.path("name").asText(c.path("id").asText())));
        root.path("images").forEach(i -> truth.images.put(i.path("id").asText(), new ArrayList<>()));
        if (truth.categories.isEmpty() || truth.images.isEmpty()) {
            throw new InputException(file + " is no truth of COCO: it needs images, annotations and categories.");
        }
        int row = 0;
        for (JsonNode annotation : root.path("annotations")) {
            String where = file + " annotations[" + row++ + "]";
            List<CocoBox> boxes = truth.boxes(annotation, where);
            double area = annotation.path("area").asDouble(Double.NaN);
            boxes.add(box(annotation, where, 1, area, annotation.path("iscrowd").asInt() == 1));
        }
        return truth;
    }

    private static JsonNode json(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + " has more than 1 GiB; leave out segmentations.");
            }
            return Json.MAPPER.readTree(file.toFile());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InputException(
                    file + " line " + e.getLocation().getLineNr() + " cannot be read as JSON: " + Json.reason(e) + ".",
                    e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private List<CocoBox> boxes(JsonNode of, String where) {
        List<CocoBox> boxes = images.get(of.path("image_id").asText());
        if (boxes == null) {
            throw new InputException(where + ": image " + of.path("image_id").asText("without an id")
                    + " is none of the truth's images.");
        }
        if (!categories.containsKey(of.path("category_id").asInt(Integer.MIN_VALUE))) {
            throw new InputException(where + ": category "
                    + of.path("category_id").asText("without an id") + " is none of the truth's categories.");
        }
        return boxes;
    }

    /** @param area NaN for that of the box */
    private static CocoBox box(JsonNode of, String where, double score, double area, boolean crowd) {
        JsonNode box = of.path("bbox");
        double[] numbers = new double[4];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = box.path(i).asDouble(Double.NaN);
        }
        CocoBox made = new CocoBox(
                of.path("category_id").asInt(),
                score,
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                Double.isNaN(area) ? numbers[2] * numbers[3] : area,
                crowd);
        if (box.size() != 4 || !made.finite()) {
            throw new InputException(
                    where + ": bbox must be [x, y, width, height] of finite numbers, width and height not"
                            + " below 0, and score a number.");
        }
        return made;
    }

    @Override
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        images.forEach((image, boxes) -> digests.put(image, Digests.of(boxes.toString())));
        return digests;
    }

    @Override
    public SortedMap<String, JsonNode> answers(Path file) {
        JsonNode all = json(file);
        if (!all.isArray()) {
            throw new InputException(file + " is no list of detections: [{image_id, category_id, bbox, score}, …].");
        }
        SortedMap<String, JsonNode> answers = new TreeMap<>();
        images.keySet().forEach(image -> answers.put(image, Json.MAPPER.createArrayNode()));
        int row = 0;
        for (JsonNode one : all) {
            String where = file + " [" + row++ + "]";
            boxes(one, where);
            CocoBox box = box(one, where, one.path("score").asDouble(Double.NaN), Double.NaN, false);
            ((ArrayNode) answers.get(one.path("image_id").asText())).add(box.json());
        }
        return answers;
    }

    /** Those that COCO's evaluation prints, and the average precision of each category. */
    @Override
    public List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        for (String name :
                List.of("map", "map50", "map75", "map_small", "map_medium", "map_large", "mar1", "mar10", "mar100")) {
            measures.add(new Measure(name, true, Metric.Range.UNIT));
        }
        categories.values().forEach(name -> measures.add(new Measure(AP + name, true, Metric.Range.UNIT)));
        return measures;
    }

    @Override
    public PreparedMetric prepare(Measure measure, List<String> items, Map<String, JsonNode> answers) {
        List<List<CocoBox>> truth = items.stream().map(images::get).toList();
        List<List<CocoBox>> said = items.stream()
                .map(i -> {
                    List<CocoBox> boxes = new ArrayList<>();
                    answers.get(i).forEach(b -> boxes.add(CocoBox.of(b)));
                    return boxes;
                })
                .toList();
        String name = measure.name();
        List<Integer> of = categories.entrySet().stream()
                .filter(c -> !name.startsWith(AP) || c.getValue().equals(name.substring(AP.length())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        CocoMeasure.Area area = name.endsWith("_small")
                ? CocoMeasure.Area.SMALL
                : name.endsWith("_medium")
                        ? CocoMeasure.Area.MEDIUM
                        : name.endsWith("_large") ? CocoMeasure.Area.LARGE : CocoMeasure.Area.ALL;
        int most = name.equals("mar1") ? 1 : name.equals("mar10") ? 10 : 100;
        double[] thresholds = name.equals("map50")
                ? new double[] {CocoMeasure.THRESHOLDS[0]}
                : name.equals("map75") ? new double[] {CocoMeasure.THRESHOLDS[5]} : CocoMeasure.THRESHOLDS;
        return new CocoMeasure(order(items), truth, said, of, thresholds, area, most, name.startsWith("mar"));
    }

    /** @return the places of the images by their ids, which are numbers as a rule */
    private static int[] order(List<String> images) {
        Comparator<String> byId =
                Comparator.comparing(image -> image.matches("[0-9]{1,18}") ? Long.parseLong(image) : Long.MAX_VALUE);
        return IntStream.range(0, images.size())
                .boxed()
                .sorted(Comparator.comparing(images::get, byId.thenComparing(Comparator.naturalOrder())))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
