package io.jenkins.plugins.cd4ml.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.source.Duck;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.report.DetailTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model loses when a feature's values are shuffled, against what theory says of a linear one. */
class PermutationImportanceTest {
    @TempDir
    Path folder;

    private ModelProject project;

    @BeforeEach
    void project() throws Exception {
        project = new ModelProject(folder);
        project.model("value.onnx", "age", "income");
    }

    private JsonNode importance(String more) throws Exception {
        project.evaluate("target: value\nmetrics: [mse]\n" + more).run(null);
        return project.evaluation().at("/details/importance");
    }

    /**
     * A linear regression on the rows that it was fitted to: the mean squared error grows by 2·b²·var(x), for its residuals
     * are uncorrelated with x and the shuffled x is independent of it.
     */
    @Test
    void aLinearModelLosesTwiceTheVarianceThatTheFeatureExplains() throws Exception {
        JsonNode importance = importance("importance: {repeats: 100}");
        assertEquals("mse", importance.get("metric").asText());
        assertEquals(120, importance.get("rows").asInt());
        assertEquals(
                project.metric("mse", null).get("value").asDouble(),
                importance.get("value").asDouble(),
                1e-9);
        String sql = "SELECT var_pop(age), var_pop(income), covar_pop(age, income), covar_pop(age, prediction),"
                + " covar_pop(income, prediction) FROM read_csv('" + folder.resolve("rows.csv")
                + "') r JOIN read_parquet('"
                + project.run.file("evaluate/predictions.parquet") + "') p ON p.key = CAST(r.id AS VARCHAR)";
        try (Duck duck = Duck.open();
                Statement statement = duck.statement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            double[] v =
                    IntStream.rangeClosed(1, 5).mapToDouble(i -> get(row, i)).toArray();
            double determinant = v[0] * v[1] - v[2] * v[2];
            double age = (v[3] * v[1] - v[4] * v[2]) / determinant;
            double income = (v[4] * v[0] - v[3] * v[2]) / determinant;
            assertEquals(2 * age * age * v[0], loss(importance, "age"), 0.12 * 2 * age * age * v[0]);
            assertEquals(2 * income * income * v[1], loss(importance, "income"), 0.12 * 2 * income * income * v[1]);
        }
    }

    private static double get(ResultSet row, int column) {
        try {
            return row.getDouble(column);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static double loss(JsonNode importance, String feature) {
        for (JsonNode one : importance.get("features")) {
            if (one.get("feature").asText().equals(feature)) {
                assertTrue(one.get("deviation").asDouble() > 0, one.toString());
                return one.get("loss").asDouble();
            }
        }
        throw new AssertionError(importance.toString());
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherOthers() throws Exception {
        JsonNode first = importance("");
        byte[] bytes = Files.readAllBytes(project.run.file(RunFolder.EVALUATION));
        importance("");
        assertArrayEquals(bytes, Files.readAllBytes(project.run.file(RunFolder.EVALUATION)));
        assertEquals(5, first.get("repeats").asInt());
        JsonNode other = importance("seed: 7");
        assertEquals(7, other.get("seed").asInt());
        assertNotEquals(loss(first, "age"), loss(other, "age"));
    }

    @Test
    void itStandsInTheReportAndCanBeLeftOut() throws Exception {
        importance("");
        assertTrue(DetailTable.of(project.evaluation()).stream()
                .anyMatch(t -> t.title().equals("Permutation importance: what mse loses")
                        && t.rows().size() == 2));
        importance("importance: {repeats: 0}");
        assertFalse(project.evaluation().path("details").has("importance"));
    }

    /** One class only in the sample of a metric of two: told, and nothing else is lost. */
    @Test
    void aMetricWithoutAValueIsTold() throws Exception {
        project.model("zipmap.onnx", "age", "income").edit(",(yes|no),", ",yes,");
        Files.writeString(
                folder.resolve("model/signature.json"),
                "{\"features\": [\"age\", \"income\"], \"classes\": [\"no\", \"yes\"]}");
        project.evaluate("target: churned\nmetrics: [auc]\n").run(null);
        assertEquals(
                "auc has no value on the sample of 120 rows",
                project.evaluation().at("/details/importance/why").asText());
    }
}
