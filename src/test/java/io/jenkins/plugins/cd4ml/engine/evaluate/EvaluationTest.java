package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.data.source.SourceDigests;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final String CHURN = "target: churned\nmetrics: [auc, accuracy]";

    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
    }

    private String refused() {
        String message =
                assertThrows(InputException.class, () -> project.run(null)).getMessage();
        return message.replace(folder.toString(), "DIR");
    }

    /** The largest difference between our predictions and scikit-learn's own. */
    private double distance(String ours, String theirs) throws SQLException {
        String sql =
                "SELECT max(abs(p." + Duck.id(ours) + " - e." + Duck.id(theirs) + ")), count(*) FROM read_parquet('"
                        + project.run.file("evaluate/predictions.parquet") + "') p JOIN read_csv('"
                        + folder.resolve("expected.csv")
                        + "') e ON p.key = CAST(e.id AS VARCHAR)";
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            assertEquals(120, row.getInt(2));
            return row.getDouble(1);
        }
    }

    @Test
    void probabilitiesAsSequenceOfMapsAreReadByClass() throws Exception {
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN).run(null);
        ModelProject.resource("expected.csv", folder.resolve("expected.csv"));
        assertTrue(distance("p_yes", "zipmap") < 1e-6);
        assertEquals("binary", project.evaluation().path("task").asText());
        assertEquals("[\"no\",\"yes\"]", project.evaluation().path("classes").toString());
    }

    @Test
    void datasetIsReadAsItsDescriptionSays() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate(CHURN + "\nslices: [region]")
                .run(null);
        double auc = project.metric("auc", null).get("value").asDouble();
        double west = project.metric("auc", "region=west").get("value").asDouble();

        List<String> rows = Files.readAllLines(folder.resolve("rows.csv"));
        List<String> other = rows.stream()
                .map(row -> row.replace(',', ';').replace("west", "d\u00fcnn"))
                .toList();
        part("parts/a.csv", other.get(0), other.subList(1, 50));
        part("parts/b.csv", other.get(0), other.subList(50, other.size()));
        project.data("{path: 'parts/*.csv', separator: ';', encoding: latin-1, missing: [NA]}")
                .run(null);
        assertEquals(auc, project.metric("auc", null).get("value").asDouble());
        assertEquals(
                west, project.metric("auc", "region=d\u00fcnn").get("value").asDouble());
        String digest = project.evaluation().at("/dataset/digest").asText();
        assertEquals(SourceDigests.of(project.project(), "holdout", "path"), digest);

        project.data("{path: parts, separator: ';', encoding: latin-1}").run(null);
        assertEquals(auc, project.metric("auc", null).get("value").asDouble());
    }

    @Test
    void textsForMissingValuesAreMissing() throws Exception {
        List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("rows.csv")));
        rows.set(3, rows.get(3).replaceFirst("^(\\d+),(\\d+),", "$1,NA,"));
        Files.write(folder.resolve("rows.csv"), rows);
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN);
        assertTrue(refused().contains("row 3, age: 'NA', but the model wants a number"), refused());
        project.data("{path: rows.csv, missing: [NA]}").run(null);
        assertEquals(120, project.evaluation().at("/dataset/rows").asInt());
    }

    @Test
    void patternWithoutFilesIsOneSentence() throws Exception {
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN).data("{path: 'none/*.csv'}");
        assertEquals("DIR/cd4ml.yaml line 2 (data.holdout.path): no file matches none/*.csv.", refused());
    }

    private void part(String name, String header, List<String> rows) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String text = header + "\n" + String.join("\n", rows) + "\n";
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void namedInputsTakeColumnsOfTheirNameAndType() throws Exception {
        project.model("named.onnx").evaluate(CHURN).run(null);
        ModelProject.resource("expected.csv", folder.resolve("expected.csv"));
        assertTrue(distance("p_yes", "named") < 1e-6);
    }

    @Test
    void moreClassesAndRegression() throws Exception {
        project.model("kinds.onnx", "age", "income").evaluate("target: kind").run(null);
        ModelProject.resource("expected.csv", folder.resolve("expected.csv"));
        assertTrue(distance("p_c", "kinds_c") < 1e-6);
        assertEquals("multiclass", project.evaluation().path("task").asText());
        project.model("value.onnx", "age", "income")
                .evaluate("target: value\nfeatures: [age, income]")
                .run(null);
        assertTrue(distance("prediction", "value") < 1e-4);
        assertEquals("regression", project.evaluation().path("task").asText());
        assertTrue(project.metric("r2", null).get("value").asDouble() > 0.5);
    }

    @Test
    void positiveClassCanBeChosen() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [recall]")
                .run(null);
        double yes = project.metric("recall", null).get("value").asDouble();
        project.evaluate("target: churned\nmetrics: [recall]\npositive: 'no'").run(null);
        assertEquals("[\"yes\",\"no\"]", project.evaluation().path("classes").toString());
        assertTrue(yes != project.metric("recall", null).get("value").asDouble());
    }

    @Test
    void twoRunsGiveTheSameBytes() throws Exception {
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN + "\nslices: [region]");
        project.run(project.champion("zipmap.onnx", "age", "income"));
        String first = Digests.of(project.run.file("evaluate/evaluation.json"));
        project.run(project.champion("zipmap.onnx", "age", "income"));
        assertEquals(first, Digests.of(project.run.file("evaluate/evaluation.json")));
    }

    @Test
    void slicesByValueBinAndCross() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate(CHURN + "\nminSupport: 10\nslices:\n- region\n- {column: age, edges: [40, 60]}\n"
                        + "- {cross: [region, {column: income, bins: 2}]}")
                .run(null);
        List<String> slices = new ArrayList<>();
        int[] rows = new int[3];
        for (JsonNode metric : project.evaluation().path("metrics")) {
            if (metric.get("name").asText().equals("accuracy") && metric.hasNonNull("slice")) {
                String by = metric.get("by").asText();
                slices.add(by + ": " + metric.get("slice").asText().replaceAll("[0-9]+\\.[0-9]+", "N"));
                rows[List.of("region", "age", "region*income").indexOf(by)] +=
                        metric.get("rows").asInt();
            }
        }
        assertEquals(
                List.of(
                        "region: region=north",
                        "region: region=south",
                        "region: region=west",
                        "age: age=40 to 60",
                        "age: age=below 40",
                        "age: age=from 60",
                        "region*income: region=north, income=below N",
                        "region*income: region=north, income=from N",
                        "region*income: region=south, income=below N",
                        "region*income: region=south, income=from N",
                        "region*income: region=west, income=below N",
                        "region*income: region=west, income=from N"),
                slices);
        assertEquals(List.of(120, 120, 120), List.of(rows[0], rows[1], rows[2]));
        assertTrue(
                project.metric("demographic_parity.region", null).get("value").asDouble() > 0);
        for (String parity : List.of("demographic_parity.region", "demographic_parity_ratio.region")) {
            JsonNode value = project.metric(parity, null);
            double low = value.at("/interval/low").asDouble(Double.NaN);
            assertTrue(low <= value.get("value").asDouble(), value.toString());
            assertTrue(
                    value.at("/interval/high").asDouble() >= value.get("value").asDouble(), value.toString());
            assertEquals(parity.contains("ratio"), value.get("higherIsBetter").asBoolean());
        }
        double gap = project.metric("gap.accuracy.region", null).get("value").asDouble();
        double[] each = {
            project.metric("accuracy", "region=north").get("value").asDouble(),
            project.metric("accuracy", "region=south").get("value").asDouble(),
            project.metric("accuracy", "region=west").get("value").asDouble()
        };
        java.util.Arrays.sort(each);
        assertEquals(each[2] - each[0], gap, 1e-15);
    }

    @Test
    void mistakesAreToldInOneSentence() throws Exception {
        project.evaluate(CHURN);
        assertEquals(
                "DIR/model has neither model.onnx, model.pt, model.xgb, model.ubj nor MLmodel; write the model under "
                        + "one of these names, or give evaluate.command.",
                refused());
        project.model("zipmap.onnx", "age", "income").evaluate("target: churn");
        assertEquals(
                "DIR/rows.csv has no target column 'churn'; it has id, age, income, region, churned, value, kind.",
                refused());
        project.evaluate("target: churned\nmetrics: [auk]");
        assertTrue(
                refused().startsWith("DIR/cd4ml.yaml line 8 (evaluate.metrics[0]): There is no metric 'auk'"),
                refused());
        project.evaluate("target: churned\nmetrics: [accuracy, rmse]");
        assertEquals(
                "DIR/cd4ml.yaml line 8 (evaluate.metrics[1]): 'rmse' is defined for regression, the model's task is"
                        + " binary.",
                refused());
        project.evaluate("target: region\nmetrics: [accuracy]");
        assertEquals("DIR/rows.csv row 1, region: 'west' is none of the model's classes [no, yes].", refused());
        project.model("zipmap.onnx", "age").evaluate(CHURN);
        assertEquals(
                "DIR/model/model.onnx input 'x' takes 2 columns, but there are 1: age; list the right ones in "
                        + "signature.json.",
                refused());
        project.model("zipmap.onnx", "age", "wage");
        assertEquals(
                "DIR/rows.csv has no column 'wage'; it has id, age, income, region, churned, value, kind.", refused());
        project.model("zipmap.onnx", "age", "income").edit("^1006,[0-9]+", "1006,old");
        assertEquals("DIR/rows.csv row 7, age: 'old', but the model wants a number.", refused());
        Files.writeString(folder.resolve("model/model.onnx"), "no model");
        assertTrue(refused().startsWith("DIR/model/model.onnx cannot be loaded by ONNX Runtime: "), refused());
    }

    @Test
    void missingNumberMakesMetricsNaNAndNoGatePasses() throws Exception {
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN).edit("^1006,[0-9]+", "1006,");
        project.gates("[{metric: auc, min: 0.5}]").run(null);
        assertEquals("NaN", project.metric("auc", null).get("value").asText());
        assertEquals(Verdict.ERROR, project.check().verdict());
        assertEquals(
                "auc is NaN: auc is undefined: the score of row 7 is NaN.",
                project.check().items().get(0).reason());
    }

    @Test
    void oneClassOnlyLeavesAucUndefined() throws Exception {
        project.model("zipmap.onnx", "age", "income").evaluate(CHURN).edit(",yes,", ",no,");
        project.gates("[{metric: auc, min: 0.5}]").run(null);
        assertEquals(Verdict.ERROR, project.check().verdict());
        assertTrue(project.check().items().get(0).reason().startsWith("auc is NaN: auc is undefined: "));
    }

    @Test
    void weightsCount() throws Exception {
        project.model("zipmap.onnx", "age", "income")
                .evaluate("target: churned\nmetrics: [accuracy]")
                .run(null);
        double plain = project.metric("accuracy", null).get("value").asDouble();
        project.evaluate("target: churned\nmetrics: [accuracy]\nweight: age").run(null);
        assertTrue(plain != project.metric("accuracy", null).get("value").asDouble());
        project.evaluate("target: churned\nmetrics: [accuracy]\nweight: value");
        assertTrue(refused().contains("value: a weight must be a number not below 0."), refused());
    }
}
