package io.jenkins.plugins.cd4ml.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of the section {@code details} of {@code evaluation.json}. Plain text: whoever shows it escapes it.
 *
 * @param title what the table shows
 * @param head  names of the columns
 * @param rows  as many cells each as there are columns
 */
public record DetailTable(String title, List<String> head, List<List<String>> rows) {
    /** Rows of a curve that are shown; all points stand in {@code evaluation.json}. */
    private static final int CURVE_ROWS = 11;

    /** @return the tables that there are, in the order in which they are read */
    public static List<DetailTable> of(JsonNode evaluation) {
        JsonNode details = evaluation.path("details");
        List<DetailTable> tables = new ArrayList<>();
        confusion(tables, details.path("confusion"));
        add(tables, "Classes", details.path("classes"), "class", "rows", "precision", "recall");
        add(
                tables,
                "ROC and precision-recall curve",
                thinned(details.path("curve")),
                "threshold",
                "truePositiveRate",
                "falsePositiveRate",
                "precision");
        add(tables, "Thresholds", details.path("thresholds"), "for", "threshold", "precision", "recall", "f1", "cost");
        add(tables, "Calibration", details.path("calibration"), "predicted", "observed", "rows");
        add(tables, "Prediction minus truth", details.at("/residuals/quantiles"), "share", "residual");
        JsonNode importance = details.path("importance");
        String title =
                "Permutation importance: what " + importance.path("metric").asText() + " loses";
        add(tables, title, importance.path("features"), "feature", "loss", "deviation");
        return tables;
    }

    private static void confusion(List<DetailTable> tables, JsonNode matrix) {
        List<String> head = new ArrayList<>(List.of("truth \\ prediction"));
        matrix.path("classes").forEach(c -> head.add(c.asText()));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode cells : matrix.path("truthByPrediction")) {
            List<String> row =
                    new ArrayList<>(List.of(matrix.at("/classes/" + rows.size()).asText()));
            cells.forEach(cell -> row.add(Numbers.text(cell)));
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            tables.add(new DetailTable("Confusion matrix", head, rows));
        }
    }

    private static void add(List<DetailTable> tables, String title, Iterable<JsonNode> nodes, String... columns) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode node : nodes) {
            rows.add(List.of(columns).stream()
                    .map(column -> Numbers.text(node.path(column)))
                    .toList());
        }
        if (!rows.isEmpty()) {
            List<String> head = List.of(columns).stream()
                    .map(c -> c.replaceAll("(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT))
                    .toList();
            tables.add(new DetailTable(title, head, rows));
        }
    }

    /** @return points at equal steps, the ends among them */
    private static List<JsonNode> thinned(JsonNode curve) {
        int rows = Math.min(CURVE_ROWS, curve.size());
        List<JsonNode> points = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            points.add(curve.get(rows == 1 ? 0 : (int) Math.round((double) i * (curve.size() - 1) / (rows - 1))));
        }
        return points;
    }
}
