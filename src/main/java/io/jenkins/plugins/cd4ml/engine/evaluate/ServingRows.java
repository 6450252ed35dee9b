package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Answers;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Batch;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Column;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.Predictor;
import io.jenkins.plugins.cd4ml.engine.evaluate.model.ServedForm;
import io.jenkins.plugins.cd4ml.engine.evaluate.scoring.RowSample;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps some rows of the holdout with the answers that were measured, as requests of the Open Inference Protocol: {@value
 * RunFolder#SERVING_ROWS}. After a rollout the served model is asked the same ({@code promote.servingSkew}).
 */
final class ServingRows {
    static final String PLACE = "/promote/servingSkew";

    private static final int USUAL = 100;
    private static final int A_REQUEST = 50; // rows
    private static final int MOST_CELLS = 100_000; // it travels with the record and stays in the registry

    private ServingRows() {}

    static boolean wanted(Project project) {
        return project.has("promote") && project.section("promote").has("servingSkew");
    }

    /**
     * @param looked  rows from all over the holdout
     * @param answers to all rows of the holdout
     * @throws InputException when it is not known how a server is asked, or every row lacks a value
     */
    static ObjectNode of(Project project, Predictor predictor, RowSample looked, Answers answers) {
        ServedForm form = predictor
                .served()
                .orElseThrow(
                        () -> new InputException(project.place(PLACE) + ": how a server is asked about a model that"
                                + " is not ONNX is not known here; ask golden requests (promote.smoke) instead."));
        JsonNode section = project.section("promote").get("servingSkew");
        List<Column> columns = predictor.columns();
        int most = Math.min(section.path("rows").asInt(USUAL), Math.max(1, MOST_CELLS / Math.max(1, columns.size())));
        Batch batch = looked.batch();
        int[] places = places(batch, columns, Math.max(most, form.fixed()));
        int size = form.fixed() > 0 ? form.fixed() : A_REQUEST;
        if (places.length == 0 || places.length < form.fixed()) {
            throw new InputException(
                    project.place(PLACE) + ": too few rows of the holdout have a value in every feature,"
                            + " as a request needs; leave it out, or fill the values in.");
        }
        ObjectNode document = Json.object().put("format", 1);
        ArrayNode requests = document.putArray("requests");
        int kept = 0;
        for (int first = 0; first < places.length; first += size) {
            int rows = Math.min(size, places.length - first);
            if (rows >= form.fixed()) {
                int[] some = Arrays.copyOfRange(places, first, first + rows);
                request(form, batch, some, looked.rows(), answers, requests.addObject());
                kept += rows;
            }
        }
        return document.put("rows", kept);
    }

    /** @return places in the sample, from all over it, of rows that lack no value */
    private static int[] places(Batch batch, List<Column> columns, int most) {
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            int row = i;
            if (columns.stream().allMatch(c -> there(batch, c, row))) {
                whole.add(row);
            }
        }
        int count = Math.min(most, whole.size());
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = whole.get((int) ((long) i * whole.size() / count));
        }
        return places;
    }

    private static boolean there(Batch batch, Column column, int row) {
        return switch (column.kind()) {
            case NUMBER -> Double.isFinite((float) batch.numbers(column)[row]);
            case TEXT -> batch.texts(column)[row] != null;
            default -> true;
        };
    }

    private static void request(
            ServedForm form, Batch batch, int[] places, int[] rows, Answers answers, ObjectNode into) {
        Batch some = new Batch(batch.columns(), places.length, 1);
        ArrayNode numbers = into.putArray("rows");
        int[] asked = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            some.copy(batch, places[i], i);
            asked[i] = rows[places[i]];
            numbers.add(asked[i] + 1);
        }
        into.putObject("request").set("inputs", form.inputs(some, 0, places.length));
        into.putObject("expected").set("outputs", form.outputs(answers.at(asked)));
    }
}
